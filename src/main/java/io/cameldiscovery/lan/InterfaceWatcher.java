package io.cameldiscovery.lan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks this host's interfaces when polled, and logs why each is used or skipped. */
public final class InterfaceWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceWatcher.class);

    private final InterfaceSource source;
    private final InterfaceRules rules;
    private List<InterfaceChoice> choices = List.of();
    private volatile InterfaceSnapshot current = InterfaceSnapshot.NONE;

    /**
     * Takes the first look.
     *
     * @throws NoSuchInterfaceException if the rules name an interface that does not exist
     * @throws UncheckedIOException if the interfaces cannot be listed
     */
    public InterfaceWatcher(InterfaceSource source, InterfaceRules rules) {
        this.source = source;
        this.rules = rules;
        try {
            List<LanInterface> interfaces = source.list();
            rules.requireNamed(interfaces);
            current = look(interfaces);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the network interfaces: " + e.getMessage(), e);
        }
    }

    /** The interfaces in use as of the last look. */
    public InterfaceSnapshot current() {
        return current;
    }

    /** Checks again; to be called every second. Empty if nothing changed or the interfaces could not be listed. */
    public synchronized Optional<InterfaceChange> poll() {
        try {
            InterfaceSnapshot before = current;
            current = look(source.list());
            return before.equals(current) ? Optional.empty() : Optional.of(new InterfaceChange(before, current));
        } catch (IOException e) {
            LOG.debug("Cannot list the network interfaces", e);
            return Optional.empty();
        }
    }

    private InterfaceSnapshot look(List<LanInterface> interfaces) {
        List<InterfaceChoice> latest = rules.choose(interfaces);
        logNews(latest);
        choices = latest;
        return InterfaceSnapshot.of(latest);
    }

    private void logNews(List<InterfaceChoice> latest) {
        Set<String> known = choices.stream().map(InterfaceChoice::toString).collect(Collectors.toSet());
        latest.stream()
                .map(InterfaceChoice::toString)
                .filter(line -> !known.contains(line))
                .forEach(line -> LOG.info("Interface {}", line));
        Set<String> names = latest.stream().map(choice -> choice.face().name()).collect(Collectors.toSet());
        choices.stream()
                .map(choice -> choice.face().name())
                .filter(name -> !names.contains(name))
                .forEach(name -> LOG.info("Interface {} is gone", name));
    }
}
