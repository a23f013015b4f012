package io.cameldiscovery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists what operators have taken out of use. */
@Command(
        name = "drains",
        description = "List the instances that are out of use, each on a line, registered or not.",
        footer = {
            "",
            "Exit codes: 0 done, even if there are none, 2 wrong use or unusable token file, 3 not allowed,",
            "4 the registry is out of reach or cannot do it."
        },
        mixinStandardHelpOptions = true)
final class DrainsCommand extends OperatorCommand {

    @Override
    int run(Registry registry) throws InterruptedException {
        String after = "";
        while (after != null) {
            HttpResponse<String> answer = registry.ask("GET", "/v1/drains" + after);
            if (answer == null) {
                return FAILED;
            } else if (answer.statusCode() != 200) {
                return refused(answer);
            }
            JsonNode part = json(answer);
            part.path("drains").forEach(DrainsCommand::print);
            after = next(part);
        }
        return DONE;
    }

    private static @Nullable String next(JsonNode part) {
        String next = part.path("next").textValue();
        return next == null ? null : "?after=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    private static void print(JsonNode drain) {
        System.out.println(drain.path("service").asText() + "/"
                + drain.path("instance").asText() + " is draining since "
                + drain.path("since").asText() + (drain.path("registered").asBoolean() ? "" : ", not registered now"));
    }
}
