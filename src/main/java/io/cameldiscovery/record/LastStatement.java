package io.cameldiscovery.record;

/** The last that is known of an instance: which statement, and what became of it. */
public record LastStatement(Version version, Standing standing) {

    /** What became of a statement. */
    public enum Standing {
        /** It holds. */
        HELD,
        /** Its time was over before it was made again. */
        EXPIRED,
        /** It is a goodbye. */
        WITHDRAWN
    }

    public static LastStatement held(Version version) {
        return new LastStatement(version, Standing.HELD);
    }

    public static LastStatement expired(Version version) {
        return new LastStatement(version, Standing.EXPIRED);
    }

    public static LastStatement withdrawn(Version goodbye) {
        return new LastStatement(goodbye, Standing.WITHDRAWN);
    }
}
