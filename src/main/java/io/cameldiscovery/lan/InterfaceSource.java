package io.cameldiscovery.lan;

import java.io.IOException;
import java.util.List;

/** Where the list of this host's interfaces comes from. */
@FunctionalInterface
interface InterfaceSource {

    /** All interfaces of this moment, usable or not. */
    List<LanInterface> list() throws IOException;

    /** The interfaces that the operating system shows. */
    static InterfaceSource system() {
        return new SystemInterfaces();
    }
}
