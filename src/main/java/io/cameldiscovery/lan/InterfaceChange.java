package io.cameldiscovery.lan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The interfaces before and after a change. */
record InterfaceChange(InterfaceSnapshot before, InterfaceSnapshot after) {

    /** What happened, for the log: {@code eth0 gained 10.7.0.9/24, eth0 lost 10.7.0.5/24}. */
    @Override
    public String toString() {
        return String.join(", ", details());
    }

    private List<String> details() {
        Stream<String> names = Stream.concat(before.interfaces().stream(), after.interfaces().stream())
                .map(LanInterface::name)
                .distinct();
        return names.flatMap(name -> details(name).stream()).toList();
    }

    private List<String> details(String name) {
        LanInterface old = before.find(name).orElse(null);
        LanInterface now = after.find(name).orElse(null);
        if (old == null) {
            return List.of(name + " came into use");
        }
        if (now == null) {
            return List.of(name + " went out of use");
        }
        List<String> details = new ArrayList<>();
        missing(old, now).forEach(address -> details.add(name + " gained " + address));
        missing(now, old).forEach(address -> details.add(name + " lost " + address));
        if (old.index() != now.index()) {
            details.add(name + " was recreated");
        }
        return details;
    }

    private static Stream<LanAddress> missing(LanInterface from, LanInterface in) {
        return in.addresses().stream().filter(address -> !from.addresses().contains(address));
    }
}
