package io.cameldiscovery.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client writes behind the question mark (RFC 3986 section 3.4), as names and values. Each name may come several
 * times. Immutable.
 */
public final class QueryParameters {

    /** What to do about a query that is no percent-encoded text. */
    public static final String UNSOUND =
            "write % as %25, two hexadecimal digits after any other %, and what is not ASCII in that form, as UTF-8";

    private static final int MAX_LENGTH = 4096;
    private static final int MAX_PARAMETERS = 64;

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * @param query as it came, or null if there is none
     * @throws IllegalArgumentException if it cannot be taken apart; the message says what to write
     */
    public static QueryParameters parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return new QueryParameters(Map.of());
        } else if (query.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("write at most " + MAX_LENGTH + " characters behind the question mark");
        }
        LinkedHashMap<String, List<String>> values = new LinkedHashMap<>();
        String[] parameters = query.split("&", -1);
        if (parameters.length > MAX_PARAMETERS) {
            throw new IllegalArgumentException("write at most " + MAX_PARAMETERS + " parameters");
        }
        for (String parameter : parameters) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("write a name before each =");
                }
                String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
                values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        }
        return new QueryParameters(values);
    }

    private static String decode(String text) {
        try {
            return PercentEncoding.decode(text.replace('+', ' '));
        } catch (IllegalArgumentException notEncoded) {
            throw new IllegalArgumentException(UNSOUND, notEncoded);
        }
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** All values of a parameter in their order; none if it is not there. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /**
     * The value of a parameter, or null if it is not there.
     *
     * @throws IllegalArgumentException if there are several
     */
    public @Nullable String one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw new IllegalArgumentException("write " + name + "= once");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /**
     * The value of a parameter as a number, or the default if it is not there.
     *
     * @throws IllegalArgumentException if it is no number from 1 to the most
     */
    public int number(String name, int most, int otherwise) {
        String text = one(name);
        if (text == null) {
            return otherwise;
        } else if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("write " + name + "= with a number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    /** The parameters whose names begin so, without that beginning. */
    public Map<String, List<String>> beginningWith(String prefix) {
        LinkedHashMap<String, List<String>> found = new LinkedHashMap<>();
        values.forEach((name, all) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), List.copyOf(all));
            }
        });
        return found;
    }

    /**
     * @param known the names there are; one that ends in a dot stands for all that begin so
     * @throws IllegalArgumentException if there is another; the message names those that there are
     */
    public void requireKnown(Set<String> known) {
        for (String name : values.keySet()) {
            int dot = name.indexOf('.');
            if (!known.contains(name) && !(dot >= 0 && known.contains(name.substring(0, dot + 1)))) {
                throw new IllegalArgumentException(
                        "there is no parameter '" + excerpt(name) + "' here: write " + shown(known));
            }
        }
    }

    private static String shown(Set<String> known) {
        TreeSet<String> shown = new TreeSet<>();
        known.forEach(one -> shown.add(one.endsWith(".") ? one + "<key>" : one));
        return shown.isEmpty() ? "none" : String.join(", ", shown);
    }

    static String excerpt(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
