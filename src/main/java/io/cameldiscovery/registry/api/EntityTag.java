package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weak entity tags (RFC 9110 section 8.8.3) of what is registered: another token or state is another tag, another age is
 * not. They follow from the content, so registries over one store give the same.
 */
public final class EntityTag {

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");
    private static final int OCTETS = 12;

    private final MessageDigest digest;

    private EntityTag() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    public static String of(Outcome.Found found) {
        EntityTag tag = new EntityTag();
        found.instances().forEach(tag::add);
        return tag.text();
    }

    public static String of(Outcome.Single single) {
        EntityTag tag = new EntityTag();
        tag.add(single.instance());
        return tag.text();
    }

    private void add(Outcome.Instance instance) {
        add(instance.token());
        add(instance.state().label());
    }

    public static String of(Outcome.Listed listed) {
        EntityTag tag = new EntityTag();
        listed.services().forEach((service, instances) -> {
            tag.add(service.value());
            tag.add(String.valueOf(instances));
        });
        return tag.text();
    }

    /** None of the texts holds a line break. */
    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    private String text() {
        byte[] hash = digest.digest();
        return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, OCTETS)) + '"';
    }

    /**
     * Whether a client has that answer already (RFC 9110 section 13.1.2), by weak comparison. A field that is no list of
     * tags matches as far as tags are found in it.
     *
     * @param ifNoneMatch the header field
     */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        String wanted = opaque(tag);
        Matcher tags = TAG.matcher(ifNoneMatch);
        while (tags.find()) {
            if (tags.group(1).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.substring(tag.indexOf('"') + 1, tag.length() - 1);
    }
}
