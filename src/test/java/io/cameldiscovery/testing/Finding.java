package io.cameldiscovery.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * How a {@code find --json} ended.
 *
 * @param exitCode 0 found, 1 not found, 2 wrong use, 3 no answer could be trusted
 * @param answers its lines
 * @param process all that it wrote, for messages
 */
public record Finding(int exitCode, List<JsonNode> answers, String process) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Finding of(int exitCode, HostProcess process) {
        return new Finding(
                exitCode, process.lines().stream().map(Finding::parse).toList(), process.toString());
    }

    static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("not JSON: " + line, notJson);
        }
    }

    /** The proven endpoints, in their order. */
    public List<String> endpoints() {
        return answers.stream()
                .filter(answer -> answer.path("result").asText().equals("found"))
                .map(answer -> answer.path("endpoint").asText())
                .toList();
    }

    /** The hosts of these endpoints, IPv6 as {@link InetAddress} writes it. */
    public List<String> addresses() {
        return answers.stream()
                .filter(answer -> answer.path("result").asText().equals("found"))
                .map(answer -> address(answer.path("address").asText()))
                .toList();
    }

    /** An address in the one form in which {@link #addresses()} gives it. */
    public static String address(String literal) {
        try {
            return InetAddress.getByName(literal).getHostAddress();
        } catch (UnknownHostException notLiteral) {
            throw new IllegalArgumentException(literal, notLiteral);
        }
    }

    /** Why nothing was found. */
    public String reasons() {
        return answers.stream()
                .map(answer -> answer.path("reasons").toString())
                .toList()
                .toString();
    }

    /** The roads by which the found ones came. */
    public List<String> sources() {
        return answers.stream().map(answer -> answer.path("source").asText()).toList();
    }
}
