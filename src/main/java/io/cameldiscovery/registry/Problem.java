package io.cameldiscovery.registry;

/**
 * Why a registry does not do what it was asked, with the problem type and status of RFC 9457. Types and statuses are
 * part of the protocol: they stay as they are.
 */
public enum Problem {
    MALFORMED(400, "malformed", "The request or its token is malformed"),
    UNSUPPORTED_VERSION(400, "unsupported-version", "This version of the protocol is not spoken here"),
    BAD_NAME(400, "bad-name", "This cannot be a name"),
    BAD_BODY(400, "bad-body", "The body cannot be understood"),
    BAD_QUERY(400, "bad-query", "A parameter of the query cannot be understood"),
    BAD_SIGNATURE(401, "bad-signature", "The signature does not hold"),
    LOOKUP_NOT_ALLOWED(401, "lookup-not-allowed", "Not everybody may look up here"),
    UNKNOWN_KEY(401, "unknown-key", "The key is not trusted here"),
    ALGORITHM_NOT_ALLOWED(401, "algorithm-not-allowed", "This algorithm is not accepted"),
    NOT_ENCRYPTED(401, "not-encrypted", "Only encrypted tokens are accepted"),
    CANNOT_DECRYPT(401, "cannot-decrypt", "The token is not encrypted for this registry"),
    NOT_AUTHORIZED(403, "not-authorized", "The key must not speak for this service"),
    NOT_ADMIN(401, "not-admin", "This needs the admin token"),
    FILTER_OFF(403, "filter-off", "This registry does not look into records"),
    ADMIN_OFF(403, "admin-off", "This registry lets nobody do this"),
    UNKNOWN_SERVICE(404, "unknown-service", "No instance of this service is registered"),
    UNKNOWN_INSTANCE(404, "unknown-instance", "This instance is not registered"),
    NOT_FOUND(404, "not-found", "There is nothing at this address"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This address does not take this method"),
    OLDER(409, "older-sequence", "Something newer is known of this instance"),
    CONFLICTING_KEY(409, "conflicting-key", "Another key or node speaks for this instance"),
    TOO_LARGE(413, "too-large", "The request is too large"),
    ADDRESS_TOO_LONG(414, "address-too-long", "The address of the request is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The content is of another type than is taken here"),
    MISMATCH(422, "path-and-token-disagree", "The token is about another instance than the path"),
    WRONG_KIND(422, "wrong-kind-of-token", "This token does not do what was asked"),
    EXPIRED(422, "expired", "The token has expired"),
    NOT_YET_VALID(422, "not-yet-valid", "The token is not valid yet"),
    TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests come from this address"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "The header of the request is too large"),
    TOO_MANY_FAILURES(429, "too-many-failures", "Too many attempts have failed"),
    TOO_MANY_WATCHES(429, "too-many-watches", "Too many watch from one address"),
    INTERNAL(500, "internal", "The registry has failed"),
    UNKNOWN_TRANSFER_CODING(501, "unknown-transfer-coding", "This transfer coding is not spoken here"),
    STARTING(503, "starting", "The registry is starting"),
    STOPPING(503, "stopping", "The registry is stopping"),
    BUSY(503, "busy", "More registrations come at once than the registry takes"),
    STORE_UNAVAILABLE(503, "store-unavailable", "The registry cannot write at the moment"),
    WATCHES_FULL(503, "watches-full", "Too many watch at a time"),
    TOO_MANY_DRAINED(507, "too-many-drained", "As many instances are drained as the registry keeps"),
    REGISTRY_FULL(507, "registry-full", "The registry is full"),
    SERVICE_FULL(507, "service-full", "The service has as many instances as the registry keeps");

    private final int status;
    private final String slug;
    private final String title;

    Problem(int status, String slug, String title) {
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    /** The HTTP status code (RFC 9110). */
    public int status() {
        return status;
    }

    /** What clients tell problems apart by: a relative URI reference that never changes. */
    public String type() {
        return "/problems/" + slug;
    }

    /** The last part of the type. */
    public String slug() {
        return slug;
    }

    public String title() {
        return title;
    }
}
