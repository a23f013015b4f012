package io.cameldiscovery.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The product's own command line, as processes: with the folders {@code routes/} and {@code config/} of the project. */
public final class Product {

    private static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

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
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Djava.net.preferIPv4Stack=false",
                "-Dlog4j2.configurationFile=" + HOME.resolve("config").resolve("log4j2.properties"),
                "-Ddiscovery.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.cameldiscovery.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    /** Starts a command here, outside of any lab. */
    public static HostProcess start(String... arguments) {
        return HostProcess.start("this host", new ProcessBuilder(command(List.of(arguments))));
    }
}
