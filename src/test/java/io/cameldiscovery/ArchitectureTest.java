package io.cameldiscovery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the code against docs/architecture.puml, and keeps Camel, Netty and Vert.x where they belong. */
@AnalyzeClasses(packages = "io.cameldiscovery", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path DIAGRAM = Path.of("docs/architecture.puml");
    private static final Pattern STEREOTYPE = Pattern.compile("^\\[\\w+] <<([\\w.]+?)(?:\\.\\.)?>>");

    @ArchTest
    static final ArchRule packagesDependOnEachOtherAsDrawn =
            classes().should(adhereToPlantUmlDiagram(DIAGRAM, consideringOnlyDependenciesInDiagram()));

    @ArchTest
    static final ArchRule onlyRootComponentJmsCamelAndLanKnowCamelAndNetty = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.cameldiscovery",
                    "io.cameldiscovery.component..",
                    "io.cameldiscovery.servicecall..",
                    "io.cameldiscovery.jms..",
                    "io.cameldiscovery.camel..",
                    "io.cameldiscovery.lan..",
                    "io.cameldiscovery.http..",
                    // The TLS settings of jetcd are Netty's.
                    "io.cameldiscovery.registry.etcd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.netty..");

    @ArchTest
    static final ArchRule onlyTheEtcdStoreKnowsJetcd = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.registry.etcd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcd..", "io.grpc..");

    @ArchTest
    static final ArchRule onlyCamelAndHttpKnowVertx = noClasses()
            .that()
            .resideOutsideOfPackages("io.cameldiscovery.camel..", "io.cameldiscovery.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule onlyJmsKnowsJakartaMessaging = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.jms..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.jms..");

    @ArchTest
    static final ArchRule onlyDnsKnowsTheLibraryOfDns = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.dns..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill..");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().assignedFrom(new ByPackage()).should().beFreeOfCycles();

    @ArchTest
    static void everyPackageIsInTheDiagram(JavaClasses product) throws IOException {
        Set<String> packages =
                product.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn()).isEqualTo(packages);
    }

    private static Set<String> drawn() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (String line : Files.readAllLines(DIAGRAM)) {
            var component = STEREOTYPE.matcher(line);
            if (component.find()) {
                packages.add(component.group(1));
            }
        }
        return packages;
    }

    /** Each package a slice, the root as well, which patterns of ArchUnit leave out. */
    private static final class ByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages of the product";
        }
    }
}
