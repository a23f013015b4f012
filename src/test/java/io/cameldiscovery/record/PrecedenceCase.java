package io.cameldiscovery.record;

import static io.cameldiscovery.record.Precedence.CONFLICT;
import static io.cameldiscovery.record.Precedence.NEWER;
import static io.cameldiscovery.record.Precedence.OLDER;
import static io.cameldiscovery.record.Precedence.RENEWED;
import static io.cameldiscovery.record.Precedence.REPEATED;
import static io.cameldiscovery.record.SampleStatement.RECORD;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was said of an instance before, what is said now, and what becomes of that: the table of docs/protocol.md, "Which
 * record wins", in cases. Every place that keeps records is held to it by {@link PrecedenceContract}.
 *
 * @param before what was said, in its order; empty where the life time of all before went by
 */
public record PrecedenceCase(
        String name, List<Optional<SampleStatement>> before, SampleStatement said, Precedence expected) {

    private static final Optional<SampleStatement> TIME_GOES_BY = Optional.empty();
    private static final SampleStatement RENEWAL = RECORD.later(60);
    private static final SampleStatement GOODBYE = RECORD.asGoodbye();
    /** Signed when {@link #RECORD} is long over. */
    private static final SampleStatement MUCH_LATER = RECORD.later(700);

    public static Stream<PrecedenceCase> all() {
        return Stream.of(ofHeld(), ofGoodbyesToHeld(), ofExpired(), ofWithdrawn())
                .flatMap(List::stream);
    }

    /** Whether an instance ended by its time alone, which nobody remembers longer than the process lives. */
    public boolean isOfExpired() {
        return before.contains(TIME_GOES_BY);
    }

    /** Whether the instance is there when it is said, or nothing was ever said of it. */
    public boolean isOfHeld() {
        return before.isEmpty()
                || before.get(before.size() - 1).filter(last -> !last.goodbye()).isPresent();
    }

    private static List<PrecedenceCase> ofHeld() {
        SampleStatement restarted = RECORD.epoch(4).number(0);
        return List.of(
                say("the first of all", RECORD).becomes(NEWER),
                say("a higher number", RECORD.number(4).later(1)).after(RECORD).becomes(NEWER),
                say("a higher number, signed earlier", RECORD.number(4).later(-60))
                        .after(RECORD)
                        .becomes(NEWER),
                say("a higher number elsewhere", RECORD.number(4).at("10.7.0.6"))
                        .after(RECORD)
                        .becomes(NEWER),
                say("a restart: higher epoch, lower number", restarted)
                        .after(RECORD)
                        .becomes(NEWER),
                say("a lower number, signed later", RECORD.number(2).later(60))
                        .after(RECORD)
                        .becomes(OLDER),
                say("a lower epoch, higher number", RECORD.epoch(2).number(9).later(60))
                        .after(RECORD)
                        .becomes(OLDER),
                say("a replay of before the restart", RECORD)
                        .after(RECORD, restarted)
                        .becomes(OLDER),
                say("a renewal", RENEWAL).after(RECORD).becomes(RENEWED),
                say("the next renewal", RECORD.later(90)).after(RECORD, RENEWAL).becomes(RENEWED),
                say("the same again", RECORD).after(RECORD).becomes(REPEATED),
                say("a replay of before the renewal", RECORD)
                        .after(RECORD, RENEWAL)
                        .becomes(REPEATED),
                say("equal versions, other content, signed later", RENEWAL.at("10.7.0.6"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("equal versions, other metadata, signed later", RENEWAL.inZone("south"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("equal versions, other content, signed at the same time", RECORD.at("10.7.0.6"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("equal versions, other content, signed earlier", RECORD.at("10.7.0.6"))
                        .after(RENEWAL)
                        .becomes(CONFLICT),
                say(
                                "equal versions, other content, after a renewal",
                                RECORD.later(90).at("10.7.0.6"))
                        .after(RECORD, RENEWAL)
                        .becomes(CONFLICT),
                say("a renewal after a conflict", RENEWAL)
                        .after(RECORD, RECORD.later(30).at("10.7.0.6"))
                        .becomes(RENEWED),
                say("another key, higher number", RECORD.number(9).later(60).by("other"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("another key, equal version", RENEWAL.by("other"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("another key, lower epoch", RECORD.epoch(2).later(60).by("other"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("another key, higher epoch", restarted.by("other"))
                        .after(RECORD)
                        .becomes(NEWER),
                say("the key of before, its own epoch", RECORD.number(9).later(60))
                        .after(RECORD, restarted.by("other"))
                        .becomes(CONFLICT),
                say("the key of before, a higher epoch", RECORD.epoch(5))
                        .after(RECORD, restarted.by("other"))
                        .becomes(NEWER));
    }

    private static List<PrecedenceCase> ofGoodbyesToHeld() {
        return List.of(
                say("a goodbye of nobody known", GOODBYE).becomes(NEWER),
                say("a goodbye", GOODBYE.later(1)).after(RECORD).becomes(NEWER),
                say("a goodbye by a clock that was set back", GOODBYE.later(-60))
                        .after(RECORD)
                        .becomes(NEWER),
                say("a goodbye of a higher number", GOODBYE.number(4))
                        .after(RECORD)
                        .becomes(NEWER),
                say("a goodbye of a higher epoch", GOODBYE.epoch(4).number(0))
                        .after(RECORD)
                        .becomes(NEWER),
                say("a goodbye of before", GOODBYE.number(2).later(60))
                        .after(RECORD)
                        .becomes(OLDER),
                say("a goodbye by another key", GOODBYE.number(9).later(60).by("other"))
                        .after(RECORD)
                        .becomes(CONFLICT),
                say("a goodbye by another key, higher epoch", GOODBYE.epoch(4).by("other"))
                        .after(RECORD)
                        .becomes(CONFLICT));
    }

    private static List<PrecedenceCase> ofExpired() {
        return List.of(
                say("expired: a replay", RECORD).afterTheEndOf(RECORD).becomes(OLDER),
                say("expired: a replay of before the renewal", RECORD)
                        .afterTheEndOf(RECORD, RENEWAL)
                        .becomes(OLDER),
                say("expired: signed later, and so back", MUCH_LATER)
                        .afterTheEndOf(RECORD)
                        .becomes(NEWER),
                say("expired: signed later elsewhere, and nobody to be in conflict with", MUCH_LATER.at("10.7.0.6"))
                        .afterTheEndOf(RECORD)
                        .becomes(NEWER),
                say("expired: a lower number, signed later", MUCH_LATER.number(2))
                        .afterTheEndOf(RECORD)
                        .becomes(OLDER),
                say("expired: a higher number", MUCH_LATER.number(4))
                        .afterTheEndOf(RECORD)
                        .becomes(NEWER),
                say("expired: another key, higher number", MUCH_LATER.number(9).by("other"))
                        .afterTheEndOf(RECORD)
                        .becomes(CONFLICT),
                say(
                                "expired: another key, higher epoch",
                                MUCH_LATER.epoch(4).number(0).by("other"))
                        .afterTheEndOf(RECORD)
                        .becomes(NEWER),
                say("expired: a goodbye", GOODBYE.later(1))
                        .afterTheEndOf(RECORD)
                        .becomes(NEWER),
                say("expired: a goodbye of before", GOODBYE.number(2))
                        .afterTheEndOf(RECORD)
                        .becomes(OLDER),
                say("expired: a goodbye by another key", GOODBYE.number(9).by("other"))
                        .afterTheEndOf(RECORD)
                        .becomes(CONFLICT),
                say("expired, then a goodbye: signed later", MUCH_LATER)
                        .afterTheEndOf(RECORD)
                        .and(GOODBYE)
                        .becomes(OLDER),
                say("back: the same again", MUCH_LATER)
                        .afterTheEndOf(RECORD)
                        .and(MUCH_LATER)
                        .becomes(REPEATED),
                say("back: equal versions, other content", MUCH_LATER.later(1).at("10.7.0.6"))
                        .afterTheEndOf(RECORD)
                        .and(MUCH_LATER)
                        .becomes(CONFLICT));
    }

    private static List<PrecedenceCase> ofWithdrawn() {
        SampleStatement goodbye = GOODBYE.later(10);
        return List.of(
                say("withdrawn: a replay", RECORD).after(RECORD, goodbye).becomes(OLDER),
                say("withdrawn: signed later", RENEWAL).after(RECORD, goodbye).becomes(OLDER),
                say("withdrawn: a lower number", RECORD.number(2).later(60))
                        .after(RECORD, goodbye)
                        .becomes(OLDER),
                say("withdrawn: a higher number, and so back", RECORD.number(4))
                        .after(RECORD, goodbye)
                        .becomes(NEWER),
                say("withdrawn: a restart", RECORD.epoch(4).number(0))
                        .after(RECORD, goodbye)
                        .becomes(NEWER),
                say("withdrawn: another key, higher number", RECORD.number(9).by("other"))
                        .after(RECORD, goodbye)
                        .becomes(CONFLICT),
                say("withdrawn: another key, higher epoch", RECORD.epoch(4).by("other"))
                        .after(RECORD, goodbye)
                        .becomes(NEWER),
                say("withdrawn: the goodbye again", goodbye)
                        .after(RECORD, goodbye)
                        .becomes(REPEATED),
                say("withdrawn: the goodbye signed again", goodbye.later(1))
                        .after(RECORD, goodbye)
                        .becomes(REPEATED),
                say("withdrawn: the goodbye, signed earlier", goodbye.later(-1))
                        .after(RECORD, goodbye)
                        .becomes(REPEATED),
                say("withdrawn: a goodbye of before", goodbye.number(2))
                        .after(RECORD, goodbye)
                        .becomes(OLDER),
                say("withdrawn: a later goodbye", goodbye.number(4))
                        .after(RECORD, goodbye)
                        .becomes(NEWER),
                say("withdrawn twice: the number between", RECORD.number(4))
                        .after(RECORD, goodbye, goodbye.number(4))
                        .becomes(OLDER),
                say("withdrawn: a goodbye by another key", goodbye.number(9).by("other"))
                        .after(RECORD, goodbye)
                        .becomes(CONFLICT),
                say(
                                "withdrawn: a goodbye by another key, higher epoch",
                                goodbye.epoch(4).by("other"))
                        .after(RECORD, goodbye)
                        .becomes(NEWER),
                say("withdrawn before it was known: its record", RECORD)
                        .after(goodbye)
                        .becomes(OLDER),
                say("back: a replay of the goodbye", goodbye)
                        .after(RECORD, goodbye, RECORD.number(4))
                        .becomes(OLDER));
    }

    private static PrecedenceCase say(String name, SampleStatement said) {
        return new PrecedenceCase(name, List.of(), said, NEWER);
    }

    private PrecedenceCase after(SampleStatement... saidBefore) {
        return with(Stream.of(saidBefore).map(Optional::of));
    }

    private PrecedenceCase afterTheEndOf(SampleStatement... saidBefore) {
        return with(Stream.concat(Stream.of(saidBefore).map(Optional::of), Stream.of(TIME_GOES_BY)));
    }

    private PrecedenceCase and(SampleStatement then) {
        return with(Stream.of(Optional.of(then)));
    }

    private PrecedenceCase with(Stream<Optional<SampleStatement>> more) {
        List<Optional<SampleStatement>> all = new ArrayList<>(before);
        more.forEach(all::add);
        return new PrecedenceCase(name, all, said, expected);
    }

    private PrecedenceCase becomes(Precedence outcome) {
        return new PrecedenceCase(name, before, said, outcome);
    }

    @Override
    public String toString() {
        return name;
    }
}
