package io.cameldiscovery.registry.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.ServiceRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What TXT records say. */
final class TxtRecords {

    private static final int LONGEST = 255;
    /** RFC 6763 section 6.4: printable US-ASCII without the equals sign. */
    private static final Pattern KEY = Pattern.compile("[ -<>-~]+");

    private TxtRecords() {}

    /** A token in strings of at most 255 octets, to be joined without anything between (RFC 7208 section 3.3). */
    static List<byte[]> token(String token) {
        List<byte[]> strings = new ArrayList<>();
        for (int from = 0; from < token.length(); from += LONGEST) {
            strings.add(token.substring(from, Math.min(token.length(), from + LONGEST))
                    .getBytes(US_ASCII));
        }
        return strings;
    }

    /**
     * The metadata as RFC 6763 section 6 has it, {@code key=value}, with the path of the first endpoint and the region.
     * What does not fit that form is left out.
     */
    static List<byte[]> metadata(ServiceRecord record) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String path = record.endpoints().get(0).uri().getRawPath();
        if (path != null && path.length() > 1) {
            pairs.put("path", path);
        }
        String region = record.region();
        if (region != null) {
            pairs.put("region", region);
        }
        pairs.putAll(record.metadata());
        List<byte[]> strings = new ArrayList<>();
        pairs.forEach((key, value) -> {
            byte[] pair = (key + "=" + value).getBytes(UTF_8);
            if (KEY.matcher(key).matches() && pair.length <= LONGEST) {
                strings.add(pair);
            }
        });
        // RFC 6763 section 6.1: one empty string says that there is nothing to say.
        return strings.isEmpty() ? List.of(new byte[0]) : strings;
    }

    /** The strings as a TXT record holds them, each behind its length (RFC 1035 section 3.3.14). */
    static byte[] data(List<byte[]> strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] string : strings) {
            data.write(string.length);
            data.writeBytes(string);
        }
        return data.toByteArray();
    }
}
