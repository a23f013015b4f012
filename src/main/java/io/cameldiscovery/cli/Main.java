package io.cameldiscovery.cli;

import io.cameldiscovery.settings.ConfigurationException;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of camel-discovery. */
@Command(
        name = "discovery",
        description = "Signed service discovery for the LAN and beyond, as Apache Camel routes.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "<command>",
        footer = {
            "",
            "Exit codes: 0 done or found, 1 not found, 2 wrong use or an unusable setting,",
            "3 answers came but none could be trusted, or the registry does not allow it;",
            "drain, undrain and drains also 4: the registry is out of reach or cannot do it",
            "(find exits with 1 then, and says so).",
            "Settings: config/application.properties lists them all. Also -D name=value, and",
            "DISCOVERY_NAME in the environment."
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.Server.class,
            RunCommand.Client.class,
            RunCommand.Registry.class,
            RunCommand.All.class,
            RunRoutesCommand.class,
            FindCommand.class,
            DrainCommand.Drain.class,
            DrainCommand.Undrain.class,
            DrainsCommand.class,
            KeygenCommand.class
        })
public final class Main implements Runnable {

    static final int WRONG_USE = 2;
    /** The long-running commands, which log at level INFO; the others print their results. */
    private static final Set<String> LOGGING = Set.of("server", "client", "registry", "all", "run");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && !LOGGING.contains(args[0]) && System.getProperty("discovery.log") == null) {
            System.setProperty("discovery.log", args[0].equals("demo") ? "error" : "warn");
        }
        System.exit(run(args));
    }

    /** Runs a command and gives its exit code. */
    static int run(String... args) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr().println("discovery: " + wrong.getMessage());
                    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
                    command.getErr()
                            .println("see bin/" + command.getCommandSpec().qualifiedName() + " --help");
                    return WRONG_USE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ConfigurationException) {
                        command.getErr().println("discovery: " + failure.getMessage());
                        return WRONG_USE;
                    }
                    throw failure;
                })
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, such as server, find or registry");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "camel-discovery " + (version == null ? "(built from source)" : version) + ", Java "
                        + System.getProperty("java.version")
            };
        }
    }
}
