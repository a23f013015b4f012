package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class RecordPropertyTest {

    @Property
    void anyTextIsAValueOrRefused(@ForAll @StringLength(max = 600) String text) {
        assertAcceptedOrRefused(ServiceName::new, text);
        assertAcceptedOrRefused(InstanceId::new, text);
        assertAcceptedOrRefused(Endpoint::parse, text);
    }

    @Property
    void namesAreWhatTheirFormsSay(
            @ForAll @StringLength(max = 140) @CharRange(from = 'a', to = 'c') @CharRange(from = '-', to = '1')
                    String text) {
        assertThat(isAccepted(ServiceName::new, text))
                .isEqualTo(text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"));
        assertThat(isAccepted(InstanceId::new, text)).isEqualTo(text.matches("[A-Za-z0-9._-]{1,64}"));
    }

    @Property
    void anyAuthorityIsALiteralAddressOrRefused(
            @ForAll @StringLength(max = 40) @CharRange(from = '.', to = ':') @CharRange(from = '[', to = 'f')
                    String authority) {
        assertAcceptedOrRefused(text -> Endpoint.parse(text).address(), "http://" + authority + "/");
    }

    @Property
    void sequencesAreOrderedByEpochAndThenByNumber(
            @ForAll @LongRange(min = 0) long epoch,
            @ForAll @LongRange(min = 0) long number,
            @ForAll @LongRange(min = 0) long otherEpoch,
            @ForAll @LongRange(min = 0) long otherNumber) {
        boolean after = epoch > otherEpoch || (epoch == otherEpoch && number > otherNumber);

        assertThat(new Sequence(epoch, number).isAfter(new Sequence(otherEpoch, otherNumber)))
                .isEqualTo(after);
    }

    private static boolean isAccepted(Function<String, Object> constructor, String text) {
        return catchThrowable(() -> constructor.apply(text)) == null;
    }

    private static void assertAcceptedOrRefused(Function<String, Object> constructor, String text) {
        Throwable refused = catchThrowable(() -> constructor.apply(text));
        assertThat(refused == null || refused instanceof IllegalArgumentException)
                .isTrue();
    }
}
