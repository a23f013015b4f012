package io.cameldiscovery.registry.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.api.EntityTag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EntityTagTest {

    @Example
    void isAnotherForAnotherTokenOrStateButNotForAnotherAge() {
        String tag = tag("token", InstanceState.ALIVE, 1);

        assertThat(tag).matches("W/\"[A-Za-z0-9_-]{16}\"").isEqualTo(tag("token", InstanceState.ALIVE, 2));
        assertThat(tag("renewed", InstanceState.ALIVE, 1)).isNotEqualTo(tag);
        assertThat(tag("token", InstanceState.DRAINING, 1)).isNotEqualTo(tag);
    }

    @Example
    void matchesByWeakComparisonAnywhereInTheList() {
        assertThat(EntityTag.matches("\"a\"", "W/\"a\"")).isTrue();
        assertThat(EntityTag.matches("\"b,c\", W/\"a\"", "W/\"a\"")).isTrue();
        assertThat(EntityTag.matches(" * ", "W/\"a\"")).isTrue();
        assertThat(EntityTag.matches("\"b,c\"", "W/\"c\"")).isFalse();
        assertThat(EntityTag.matches("a", "W/\"a\"")).isFalse();
        assertThat(EntityTag.matches("", "W/\"a\"")).isFalse();
    }

    @Property
    void readsAnyHeader(@ForAll String header) {
        String tag = tag("token", InstanceState.ALIVE, 1);

        assertThat(EntityTag.matches(header, tag)).isEqualTo(header.strip().equals("*"));
        assertThat(EntityTag.matches(header.replace("\"", "") + "," + tag, tag)).isTrue();
    }

    private static String tag(String token, InstanceState state, long age) {
        return EntityTag.of(new Outcome.Found(
                new ServiceName("orders"),
                age,
                List.of(new Outcome.Instance(
                        new InstanceId("a"),
                        new Version(new Sequence(1, 0), Instant.EPOCH, "key", Version.UNKNOWN),
                        token,
                        state,
                        Duration.ofSeconds(age),
                        Duration.ofSeconds(9)))));
    }
}
