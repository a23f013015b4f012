package io.cameldiscovery;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.cameldiscovery.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the code against docs/architecture.puml, and keeps libraries where they belong. */
@AnalyzeClasses(packages = "io.cameldiscovery", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path DIAGRAM = Path.of("docs/architecture.puml");
    private static final Pattern STEREOTYPE = Pattern.compile("^\\[\\w+] <<([\\w.]+?)>>");

    @ArchTest
    static final ArchRule packagesDependOnEachOtherAsDrawn =
            classes().should(adhereToPlantUmlDiagram(DIAGRAM, consideringOnlyDependenciesInDiagram()));

    /** What each decision rests on is testable without Camel, a socket or a server. */
    @ArchTest
    static final ArchRule whatIsDecidedKnowsNeitherCamelNorNettyNorVertx = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.cameldiscovery.record",
                    "io.cameldiscovery.timing",
                    "io.cameldiscovery.message",
                    "io.cameldiscovery.token",
                    "io.cameldiscovery.catalogue",
                    "io.cameldiscovery.client",
                    "io.cameldiscovery.server",
                    "io.cameldiscovery.registry",
                    "io.cameldiscovery.registry.store",
                    "io.cameldiscovery.tls")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.netty..", "io.vertx..");

    @ArchTest
    static final ArchRule onlyTheRegistrysHttpSideKnowsVertx = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.cameldiscovery.registry.api",
                    "io.cameldiscovery.registry.http",
                    "io.cameldiscovery.registry.lookup",
                    "io.cameldiscovery.registry.interop",
                    "io.cameldiscovery.node")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    /** docs/decisions/0011: one class to look at when Vert.x changes. */
    @ArchTest
    static final ArchRule onlyTheRegistrysConnectionsUseVertxsImplementation = noClasses()
            .that()
            .haveNameNotMatching(".*\\.RegistryConnections(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..impl..");

    /** Keys and bounds stand beside their users, in classes whose names end so; what assembles reads typed values. */
    @ArchTest
    static final ArchRule whatAssemblesReadsNoSetting = noClasses()
            .that()
            .resideInAPackage("io.cameldiscovery.node")
            .and()
            .haveSimpleNameNotEndingWith("Settings")
            .should()
            .callMethodWhere(target(owner(equivalentTo(Settings.class)))
                    .and(target(HasName.Predicates.nameMatching("(?!forRoutes).*"))));

    @ArchTest
    static final ArchRule onlyTheEtcdStoreKnowsJetcd = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.registry.etcd")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcd..", "io.grpc..");

    @ArchTest
    static final ArchRule onlyJmsKnowsJakartaMessaging = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.jms")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.jms..");

    @ArchTest
    static final ArchRule onlyDnsKnowsTheLibraryOfDns = noClasses()
            .that()
            .resideOutsideOfPackage("io.cameldiscovery.registry.dns")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill..");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().assignedFrom(new ByPackage()).should().beFreeOfCycles();

    @ArchTest
    static void noTwoClassesShareASimpleName(JavaClasses product) {
        Map<String, List<String>> byName = product.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(byName.values()).allMatch(classes -> classes.size() == 1);
    }

    @ArchTest
    static void everyPackageUsesOnlyThoseDrawnBelowIt(JavaClasses product) throws IOException {
        List<String> topDown = new ArrayList<>(drawn());

        assertThat(product).allSatisfy(type -> assertThat(type.getDirectDependenciesFromSelf())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getPackageName)
                .filteredOn(topDown::contains)
                .allMatch(used -> topDown.indexOf(used) >= topDown.indexOf(type.getPackageName())));
    }

    @ArchTest
    static void everyPackageIsInTheDiagram(JavaClasses product) throws IOException {
        Set<String> packages =
                product.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn()).containsExactlyInAnyOrderElementsOf(packages);
    }

    private static List<String> drawn() throws IOException {
        List<String> packages = new ArrayList<>();
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
