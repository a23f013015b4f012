package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.ServiceRecord;

/** Decides what becomes of a statement about an instance of which one is known already. */
final class MergeRule {

    private MergeRule() {}

    static Merge decide(CatalogueEntry known, Learned claim) {
        if (!known.keyId().equals(claim.keyId())) {
            return ofAnotherKey(known.record(), claim);
        }
        int order = claim.record().sequence().compareTo(known.record().sequence());
        if (order != 0) {
            return order > 0 ? Merge.NEWER : Merge.OLDER;
        }
        if (!claim.record().endpoints().equals(known.record().endpoints())) {
            return Merge.CONFLICT;
        }
        return ofTheSameStatement(known, claim);
    }

    /** An instance may start again with another key; what is stored of the time before is no conflict. */
    private static Merge ofAnotherKey(ServiceRecord known, Learned claim) {
        int order =
                Long.compare(claim.record().sequence().epoch(), known.sequence().epoch());
        if (order > 0) {
            return Merge.NEWER;
        }
        return order < 0 && !claim.live() ? Merge.OLDER : Merge.CONFLICT;
    }

    private static Merge ofTheSameStatement(CatalogueEntry known, Learned claim) {
        int age = claim.record().issued().compareTo(known.record().issued());
        boolean heardAgain = age == 0 && claim.live() && known.stale();
        return age > 0 || heardAgain ? Merge.REFRESHED : Merge.UNCHANGED;
    }
}
