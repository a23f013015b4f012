package io.cameldiscovery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstallationTest {

    @TempDir
    private Path home;

    @Test
    void namesTheRouteFilesOfItsRolesOnDisk() throws IOException {
        write("routes/common/a.camel.yaml", "");
        write("routes/server/b.camel.yaml", "");

        assertThat(new Installation(home).routes(EnumSet.of(Role.SERVER)))
                .isEqualTo("file:" + home + "/routes/common/*.camel.yaml,file:" + home + "/routes/server/*.camel.yaml");
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryPackedRouteFileWhenThereIsNoHome(Role role) throws IOException {
        assertThat(new Installation(null).routes(EnumSet.of(role)).split(","))
                .containsExactlyInAnyOrderElementsOf(Stream.of("common", role.label())
                        .flatMap(InstallationTest::packed)
                        .toList());
    }

    private static Stream<String> packed(String folder) {
        String[] files =
                TestNode.PROJECT.resolve("routes").resolve(folder).toFile().list();
        return Arrays.stream(files).map(file -> "classpath:camel-discovery/routes/" + folder + "/" + file);
    }

    @Test
    void saysWhichFolderOfRoutesIsMissing() throws IOException {
        write("routes/common/a.camel.yaml", "");

        assertThatThrownBy(() -> new Installation(home).routes(EnumSet.of(Role.SERVER)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("cannot read the routes in " + home
                        + "/routes/server (NoSuchFileException): the folder must exist and be readable");
    }

    @Test
    void saysWhichFolderHasNoRoutes() throws IOException {
        write("routes/common/readme.txt", "");

        assertThatThrownBy(() -> new Installation(home).routes(EnumSet.of(Role.SERVER)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("no *.camel.yaml in " + home + "/routes/common: copy the routes of this role there");
    }

    @Test
    void readsTheSettingsOfItsRolesFromWeakToStrong() throws IOException {
        write("config/application.properties", "discovery.region=all\n");
        write("config/application-server.properties", "discovery.region = server\n");
        write("config/application-client.properties", "discovery.region = client\n");

        assertThat(new Installation(home).settings(List.of(Role.SERVER, Role.REGISTRY)))
                .isEqualTo(List.of(Map.of("discovery.region", "all"), Map.of("discovery.region", "server")));
    }

    @Test
    void hasThePackedReferenceWhateverTheHomeHolds() throws IOException {
        write("config/application.properties", "discovery.lan.port=1\n");

        assertThat(new Installation(home).reference())
                .containsEntry("discovery.lan.port", "9797")
                .containsEntry("discovery.signing.key-file", "");
    }

    @Test
    void saysWhichSettingsFileCannotBeRead() throws IOException {
        Path missing = home.resolve("my.properties");
        assertThatThrownBy(() -> Installation.read(missing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("cannot read the settings in " + missing + ": there is no such file");

        Path broken = write("broken.properties", "a=\\uZZZZ");
        assertThatThrownBy(() -> Installation.read(broken))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("cannot read the settings in " + broken + ": ");
    }

    private Path write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
