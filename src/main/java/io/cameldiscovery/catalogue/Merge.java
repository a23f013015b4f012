package io.cameldiscovery.catalogue;

/** What the catalogue did with a statement. */
public enum Merge {
    /** Nothing was known of the instance. */
    NEW,
    /** It replaced an older record, or, as a goodbye, removed it. */
    NEWER,
    /** It was the record known, stated again, and prolonged its life. */
    REFRESHED,
    /** It was the record known, and said nothing new. */
    UNCHANGED,
    /** Ignored: a newer one is or was known, or its time was over before it came. */
    OLDER,
    /** Ignored and reported: another key, or another holder, claims the same instance. */
    CONFLICT,
    /** Ignored: there is no room for another instance. */
    FULL
}
