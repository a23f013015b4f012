package io.cameldiscovery.message;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;

/** An instance that the asker knows already, and in which version: it need not answer unless it has a newer one. */
public record KnownInstance(InstanceId instance, Sequence sequence) {}
