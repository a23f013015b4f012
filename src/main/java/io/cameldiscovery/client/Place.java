package io.cameldiscovery.client;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;

/** One endpoint of one instance. */
public record Place(ServiceRecord.Key instance, Endpoint endpoint) {
    @Override
    public String toString() {
        return instance + " at " + endpoint;
    }
}
