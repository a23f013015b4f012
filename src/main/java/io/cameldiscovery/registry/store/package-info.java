/** Where leases and drains are kept: in memory, or in a file of SQLite. */
@NullMarked
package io.cameldiscovery.registry.store;

import org.jspecify.annotations.NullMarked;
