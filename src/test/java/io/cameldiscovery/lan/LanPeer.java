package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * A node that says what it reads to the group, answers what it hears there, and prints what happens: {@code READY},
 * {@code ANSWER text FROM address}, {@code CHANGE description}. Ends with its standard input.
 */
public final class LanPeer {

    private static final String ANSWER = "eyJ.answer.";

    private LanPeer() {}

    public static void main(String[] arguments) throws Exception {
        try (LanNode node = new LanNode(LanSettings.defaults(), InterfaceRules.defaults())
                .whenHeard(LanPeer::answer)
                .whenAnswered(
                        heard -> System.out.println("ANSWER " + heard.text().substring(ANSWER.length()) + " FROM "
                                + heard.from().getAddress().getHostAddress()))
                .whenChanged(change -> System.out.println("CHANGE " + change))) {
            node.start();
            System.out.println("READY");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                node.lan().sendToGroup("eyJ." + line);
            }
        }
    }

    private static void answer(LanSocket lan, LanNode.Heard heard) {
        if (!lan.isOwn(heard.from())) {
            lan.send(ANSWER + heard.text().substring("eyJ.".length()), heard.from());
        }
    }
}
