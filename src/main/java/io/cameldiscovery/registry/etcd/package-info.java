/** A lease store that several registries share: an etcd cluster. The only package that uses jetcd. */
@NullMarked
package io.cameldiscovery.registry.etcd;

import org.jspecify.annotations.NullMarked;
