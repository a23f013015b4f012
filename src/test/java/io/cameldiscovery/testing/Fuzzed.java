package io.cameldiscovery.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds of everything that targets of the fuzzer are given. */
public final class Fuzzed {

    private Fuzzed() {}

    /** What a stranger's octets were refused with is for people: no exception's own text, nothing that breaks a line. */
    public static void assertSaysWhy(Throwable refused) {
        assertSaysWhy(refused.getMessage());
    }

    public static void assertSaysWhy(String detail) {
        assertThat(detail)
                .isNotBlank()
                .doesNotContain("java.", "Exception", "com.fasterxml", "org.sqlite", "Cannot invoke", "overflow")
                .doesNotContainPattern("[\\p{Cntrl}\\p{Cs}]");
    }
}
