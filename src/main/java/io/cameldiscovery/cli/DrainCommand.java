package io.cameldiscovery.cli;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.ConfigurationException;
import java.net.http.HttpResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Drains or undrains an instance at a registry, and prints the result. */
abstract class DrainCommand extends OperatorCommand {

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service, such as orders.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", paramLabel = "INSTANCE", description = "The instance id, as a lookup shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String instance;

    private final String method;
    private final String done;

    /**
     * @param method of the request
     * @param done what to say of the instance then
     */
    private DrainCommand(String method, String done) {
        this.method = method;
        this.done = done;
    }

    @Command(
            name = "drain",
            description = {
                "Take an instance out of use, until it is undrained: clients and DNS pass it over while there are others.",
                "It holds through renewals and restarts of the instance and of the registry.",
            },
            footer = {
                "",
                "Exit codes: 0 done, 1 no such instance, 2 wrong use or unusable token file, 3 not allowed,",
                "4 the registry is out of reach or cannot do it."
            },
            mixinStandardHelpOptions = true)
    static final class Drain extends DrainCommand {
        Drain() {
            super("PUT", "is draining");
        }
    }

    @Command(
            name = "undrain",
            description = "Take an instance into use again; fine, too, if it is not drained.",
            footer = {
                "",
                "Exit codes: 0 done, 2 wrong use or unusable token file, 3 not allowed,",
                "4 the registry is out of reach or cannot do it."
            },
            mixinStandardHelpOptions = true)
    static final class Undrain extends DrainCommand {
        Undrain() {
            super("DELETE", "is not drained");
        }
    }

    @Override
    final int run(Registry registry) throws InterruptedException {
        HttpResponse<String> answer = registry.ask(method, path());
        if (answer == null) {
            return FAILED;
        } else if (answer.statusCode() != 200 && answer.statusCode() != 204) {
            return refused(answer);
        }
        System.out.println(service + "/" + instance + " " + done);
        return DONE;
    }

    private String path() {
        try {
            return "/v1/services/" + new ServiceName(service) + "/instances/" + new InstanceId(instance) + "/drain";
        } catch (IllegalArgumentException notName) {
            throw new ConfigurationException(String.valueOf(notName.getMessage()), notName);
        }
    }
}
