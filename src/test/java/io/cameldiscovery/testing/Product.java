package io.cameldiscovery.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The product's own command line, as processes: with the folders {@code routes/} and {@code config/} of the project. Tests
 * that run after the build use {@code bin/discovery} itself, the others the classes of the test.
 */
public final class Product {

    private static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private static final String JAVA = System.getProperty("java.home");
    /** The optimising compiler does not pay in a life so short. */
    private static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1";

    private static final String IPV6_TOO = "-Djava.net.preferIPv4Stack=false";

    private Product() {}

    /** The project's directory, which is the product's home. */
    public static Path home() {
        return HOME;
    }

    /** What {@code bin/discovery} would run with these arguments. */
    public static List<String> command(List<String> arguments) {
        return command(HOME, arguments);
    }

    /** The same with the routes and settings of another home. */
    public static List<String> command(Path home, List<String> arguments) {
        List<String> command = new ArrayList<>(isBuilt() ? script(home) : classes(home));
        command.addAll(arguments);
        return command;
    }

    private static boolean isBuilt() {
        return System.getProperty("java.class.path")
                .contains(HOME.resolve("target/camel-discovery-").toString());
    }

    private static List<String> script(Path home) {
        return List.of(
                "env",
                "JAVA_HOME=" + JAVA,
                "DISCOVERY_CDS=" + (ClassArchive.IS_THERE ? "on" : "off"),
                "DISCOVERY_JAVA=" + String.join(" ", SHORT_LIFE, IPV6_TOO, "-Ddiscovery.home=" + home),
                HOME.resolve("bin/discovery").toString());
    }

    private static List<String> classes(Path home) {
        return List.of(
                Path.of(JAVA, "bin", "java").toString(),
                SHORT_LIFE,
                "-XX:+UseSerialGC",
                "-Xmx256m",
                IPV6_TOO,
                "-Dlog4j2.configurationFile=" + HOME.resolve("config").resolve("log4j2.properties"),
                "-Ddiscovery.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.cameldiscovery.cli.Main");
    }

    /** Starts a command here, outside of any lab. */
    public static HostProcess start(String... arguments) {
        return HostProcess.start("this host", new ProcessBuilder(command(List.of(arguments))));
    }

    /**
     * What {@code bin/discovery} makes at its first use, and starts twice as fast with. Awaited here, since what goes on in
     * a lab ends with the lab.
     */
    private static final class ClassArchive {

        static final boolean IS_THERE = make();

        private static boolean make() {
            ProcessBuilder first =
                    new ProcessBuilder(HOME.resolve("bin/discovery").toString(), "--version");
            first.environment().put("JAVA_HOME", JAVA);
            try (HostProcess version = HostProcess.start("this host", first)) {
                version.awaitEnd(Duration.ofMinutes(2));
                await().atMost(Duration.ofMinutes(1)).until(ClassArchive::isMade);
                return true;
            } catch (ConditionTimeoutException never) {
                return false;
            }
        }

        /** One that is older than the jar is of no use. */
        private static boolean isMade() {
            return lastModified("camel-discovery-.*\\.jar") < lastModified("classes-.*\\.jsa");
        }

        private static long lastModified(String pattern) {
            return Stream.of(HOME.resolve("target").toFile().listFiles((folder, name) -> name.matches(pattern)))
                    .mapToLong(File::lastModified)
                    .max()
                    .orElse(0);
        }
    }
}
