package io.cameldiscovery.token;

import io.cameldiscovery.record.ServiceName;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A service name in which each {@code *} stands for any characters, also none, also dots: {@code payments-*}. */
final class ServicePattern {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.*-]{1,253}");

    private final List<String> literals;

    private ServicePattern(List<String> literals) {
        this.literals = literals;
    }

    /** @throws IllegalArgumentException if no service name can be meant */
    static ServicePattern parse(@Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'services' has an entry that is no service name such as orders or payments-*");
        }
        return new ServicePattern(List.of(text.toLowerCase(Locale.ROOT).split("\\*", -1)));
    }

    /** Whether the name fits. Takes the leftmost place for each literal, so hostile names cost no backtracking. */
    boolean matches(ServiceName service) {
        String name = service.value();
        String first = literals.get(0);
        String last = literals.get(literals.size() - 1);
        if (literals.size() == 1) {
            return name.equals(first);
        }
        if (!name.startsWith(first)) {
            return false;
        }
        int at = first.length();
        for (String literal : literals.subList(1, literals.size() - 1)) {
            int found = name.indexOf(literal, at);
            if (found < 0) {
                return false;
            }
            at = found + literal.length();
        }
        return name.length() - last.length() >= at && name.endsWith(last);
    }
}
