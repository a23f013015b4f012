package io.cameldiscovery.registry.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The write-ahead log beside a lease file, which SQLite reads up to the first frame that is not sound and takes that for
 * the end. It is the end after a sudden stop: the last transaction may stand there in part. But where a transaction
 * stands behind it that goes on from another one, that other one was confirmed, and is lost
 * (sqlite.org/fileformat2.html, sections 4.1 and 4.2).
 */
record WriteAheadLog(Path path) {

    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    /** The low bit says in which order the octets of checksums are. */
    private static final int MAGIC = 0x377F0682;

    /** Where the fields of a frame's header begin. */
    private static final int COMMITTED = 4;

    private static final int SALTS = 8;
    private static final int SUM = 16;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;
    /** That of every file that we made. */
    private static final int PAGE = 4096;

    /** @return up to which octet it is sound, if it holds confirmed writes behind that, which SQLite would pass over */
    OptionalLong soundUpTo() throws IOException {
        if (!Files.exists(path)) {
            return OptionalLong.empty();
        }
        try (DataInputStream octets =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), LARGEST_PAGE))) {
            return new Walk(octets).soundUpTo();
        }
    }

    boolean isEmpty() throws IOException {
        return !Files.exists(path) || Files.size(path) == 0;
    }

    /** One way through the log, frame by frame. Whether a frame is sound depends on the one before. */
    private static final class Walk {

        private final DataInputStream octets;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        private ByteBuffer page = ByteBuffer.allocate(PAGE);
        private boolean headless;
        private long salts;
        private long sum;

        Walk(DataInputStream octets) {
            this.octets = octets;
        }

        OptionalLong soundUpTo() throws IOException {
            try {
                readHeader();
                return readFrames();
            } catch (EOFException end) {
                return OptionalLong.empty();
            }
        }

        private void readHeader() throws IOException {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            octets.readFully(header.array());
            order = (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            int size = header.getInt(8);
            if (size >= SMALLEST_PAGE && size <= LARGEST_PAGE && Integer.bitCount(size) == 1) {
                page = ByteBuffer.allocate(size);
            }
            salts = header.getLong(16);
            sum = checksum(0, header, HEADER - Long.BYTES);
            headless = (header.getInt(0) & ~1) != MAGIC || sum != header.getLong(HEADER - Long.BYTES);
        }

        /** Up to the end of the file, if nothing is lost. */
        private OptionalLong readFrames() throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER);
            long sound = headless ? 0 : HEADER;
            boolean broken = headless;
            boolean committed = false;
            while (true) {
                octets.readFully(frame.array());
                octets.readFully(page.array());
                if (headless) {
                    salts = frame.getLong(SALTS);
                    headless = false;
                }
                // An earlier use of the file has left frames with other salts behind the end of this one.
                boolean goesOn = frame.getLong(SALTS) == salts && sumOf(frame) == frame.getLong(SUM);
                if (broken && committed && goesOn) {
                    return OptionalLong.of(sound);
                }
                broken |= !goesOn;
                sound += broken ? 0 : FRAME_HEADER + page.capacity();
                // Half a frame that a power cut has left may seem to end a transaction, with old octets in its header.
                committed = goesOn && frame.getInt(COMMITTED) != 0;
                sum = frame.getLong(SUM);
            }
        }

        private long sumOf(ByteBuffer frame) {
            return checksum(checksum(sum, frame, SALTS), page, page.capacity());
        }

        /** @param before the two sums so far, one in each half, and so is the result */
        private long checksum(long before, ByteBuffer of, int length) {
            of.order(order);
            int one = (int) (before >>> Integer.SIZE);
            int other = (int) before;
            for (int i = 0; i < length; i += Long.BYTES) {
                one += of.getInt(i) + other;
                other += of.getInt(i + Integer.BYTES) + one;
            }
            of.order(ByteOrder.BIG_ENDIAN);
            return (long) one << Integer.SIZE | Integer.toUnsignedLong(other);
        }
    }
}
