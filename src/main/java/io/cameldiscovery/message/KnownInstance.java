package io.cameldiscovery.message;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;

/** An instance that the asker knows already, with the version it knows. */
public record KnownInstance(InstanceId instance, Sequence sequence) {}
