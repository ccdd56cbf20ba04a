package dev.tidemark.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.schemas", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule identity_is_pure = classes()
            .that()
            .resideInAPackage("dev.tidemark.schemas.identity")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.schemas.identity",
                    "java.lang..",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule only_the_wire_knows_the_registry = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tidemark.schemas.wire")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.confluent..");

    @ArchTest
    static final ArchRule only_catalogue_and_wire_name_events = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tidemark.schemas.event",
                    "dev.tidemark.schemas.store",
                    "dev.tidemark.schemas.catalogue",
                    "dev.tidemark.schemas.wire")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event", "dev.tidemark.schemas.store");

    @ArchTest
    static final ArchRule what_strangers_are_told_comes_from_catalogue_and_history_alone = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.schemas.contract")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.wire", "dev.tidemark.schemas.identity");

    @ArchTest
    static final ArchRule the_contract_knows_nobody_who_keeps_it = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.service..",
                    "dev.tidemark.graph..",
                    "dev.tidemark.planner..",
                    "dev.tidemark.agent..",
                    "dev.tidemark.notifier..",
                    "dev.tidemark.intake..");
}
