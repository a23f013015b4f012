package io.cameldiscovery.settings;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node does; each role is a folder of routes. A node has one or several. */
public enum Role {
    SERVER,
    CLIENT,
    REGISTRY;

    /** The folder under {@code routes/}, and the suffix of the role's settings file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The roles that {@code discovery.roles} names. */
    public static Set<Role> of(Settings settings) {
        return settings.parse(
                "discovery.roles", "one or more of client, server, registry, with commas between", text -> {
                    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
                    settings.list("discovery.roles").forEach(label -> roles.add(named(label)));
                    return Set.copyOf(EnumSet.copyOf(roles));
                });
    }

    private static Role named(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new IllegalArgumentException("there is no role '" + label + "'");
    }
}
