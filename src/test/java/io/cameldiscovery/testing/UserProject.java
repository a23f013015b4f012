package io.cameldiscovery.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Maven project of a user, which depends on the artifact that was just built. Maven finds that in a local repository of the
 * project's own, and all else where it found it for this build.
 */
public final class UserProject {

    private static final Duration GENEROUS = Duration.ofMinutes(5);
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private final Path home;
    private final Path repository;

    /**
     * @param home where its pom.xml is
     * @param work an empty directory, for its repository
     */
    public UserProject(Path home, Path work) throws IOException {
        this.home = home;
        this.repository = work.resolve("repository");
        Path users = Path.of(System.getProperty("localRepository"));
        // All is the user's repository, by links, except for our own directory in it.
        link(users, repository, "io");
        link(users.resolve("io"), repository.resolve("io"), "cameldiscovery");
        Path ours = Files.createDirectories(repository.resolve("io/cameldiscovery/camel-discovery/" + VERSION));
        Files.copy(Product.home().resolve("pom.xml"), ours.resolve("camel-discovery-" + VERSION + ".pom"));
        Files.copy(jar(), ours.resolve(jar().getFileName()));
    }

    /** What {@code mvn package} made of this project. */
    public static Path jar() {
        return Product.home().resolve("target").resolve("camel-discovery-" + VERSION + ".jar");
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
                }
            }
        }
    }

    /** Runs Maven in it, and fails if that does. */
    public void maven(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-q",
                "-Dmaven.repo.local=" + repository,
                "-f",
                home.resolve("pom.xml").toString()));
        command.addAll(List.of(arguments));
        try (HostProcess maven = HostProcess.start("this host", new ProcessBuilder(command))) {
            assertThat(maven.awaitEnd(GENEROUS)).as("%s", maven).isZero();
        }
    }

    /** The class path in that file, as maven-dependency-plugin writes it. */
    public static List<Path> classPath(Path file) throws IOException {
        return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }
}
