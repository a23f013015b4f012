package io.cameldiscovery.settings;

import io.cameldiscovery.record.InstanceId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What a node keeps from one run to the next: who it is, how often it started, and its files. Locked while the node
 * runs; another node takes the directory of the next number, unless it is a registry.
 */
public final class StateDirectory implements AutoCloseable {

    private static final int MAX_NODES = 100;

    private final Path path;
    private final FileChannel lockFile;

    private StateDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * As {@code discovery.state-directory} says, or in the user's home. A registry takes that directory and no other.
     *
     * @throws ConfigurationException if there is none to be had
     */
    public static StateDirectory of(Settings settings, Set<Role> roles) {
        String role = roles.size() > 1 ? "node" : roles.iterator().next().label();
        Path path = settings.path("discovery.state-directory")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state", "camel-discovery", role));
        return roles.contains(Role.REGISTRY) ? only(path) : take(path);
    }

    /** The first of {@code wanted}, {@code wanted-2}, ... that no running node has. */
    public static StateDirectory take(Path wanted) {
        for (int number = 1; number <= MAX_NODES; number++) {
            Path path = number == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "-" + number);
            Optional<StateDirectory> taken = lock(path.toAbsolutePath());
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new ConfigurationException(
                MAX_NODES + " nodes use " + wanted + " already: set discovery.state-directory to another directory");
    }

    /** That directory and no other, for what must not begin anew with an empty one. */
    public static StateDirectory only(Path wanted) {
        return lock(wanted.toAbsolutePath())
                .orElseThrow(() -> new ConfigurationException("another running node uses the state directory " + wanted
                        + ", where this registry has its leases: stop that node, or set discovery.state-directory to"
                        + " another directory"));
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** The id that was made when this directory was first used. */
    public InstanceId instance(RandomGenerator random) {
        String kept = read("instance").orElse("");
        if (kept.isEmpty()) {
            kept = String.format("%012x", random.nextLong(1L << 48));
            write("instance", kept);
        }
        try {
            return new InstanceId(kept);
        } catch (IllegalArgumentException damaged) {
            throw new ConfigurationException(
                    file("instance") + " is damaged: delete it, and the node gets a new identity", damaged);
        }
    }

    /** A number higher than at every start before: the time in seconds, or more if the clock was set back. */
    public long nextEpoch(Clock clock) {
        long now = clock.instant().getEpochSecond();
        long last = read("epoch")
                .filter(text -> text.matches("\\d{1,15}"))
                .map(Long::parseLong)
                .orElse(0L);
        long next = Math.max(now, last + 1);
        write("epoch", Long.toString(next));
        return next;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException alreadyGone) {
            throw new IllegalStateException(alreadyGone);
        }
    }

    private Optional<String> read(String name) {
        try {
            return Files.exists(file(name))
                    ? Optional.of(Files.readString(file(name)).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new ConfigurationException("cannot read " + file(name) + ": " + unreadable, unreadable);
        }
    }

    private void write(String name, String text) {
        Path draft = file(name + ".new");
        try {
            Files.writeString(
                    draft,
                    text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new ConfigurationException("cannot write " + file(name) + ": " + refused, refused);
        }
    }

    private static Optional<StateDirectory> lock(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new StateDirectory(path, channel));
                }
            } catch (OverlappingFileLockException heldByThisProcess) {
                // As if another process held it.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException refused) {
            throw new ConfigurationException(
                    "cannot use the state directory " + path + " (" + refused
                            + "): set discovery.state-directory to a directory that this user may write",
                    refused);
        }
    }
}
