package io.cameldiscovery.examples;

import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import java.util.Map;

/** A folder of {@code examples/}, run with its own files on the LAN and in the directory of a test. */
final class Example {

    static final Path ALL = TestNode.PROJECT.toAbsolutePath().resolve("examples");

    private Example() {}

    /** An application of the routes and settings in that folder, with an id, keys and state of its own. */
    static TestApplication.Plan application(TestLan lan, String name, String folder) {
        Path place = ALL.resolve(folder);
        Map<String, String> settings = Installation.read(place.resolve("application.properties"));
        TestApplication.Plan plan = lan.application(name);
        settings.forEach((key, value) -> {
            if (!key.equals("discovery.state-directory") && !key.equals("discovery.instance")) {
                plan.with(key, value);
            }
        });
        return plan.routesFrom("file:" + place + "/*.camel.yaml");
    }
}
