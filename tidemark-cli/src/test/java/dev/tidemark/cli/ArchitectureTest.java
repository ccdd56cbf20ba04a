package dev.tidemark.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.cli", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule only_the_broker_package_knows_the_brokers_internals = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tidemark.cli.broker")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..");

    @ArchTest
    static final ArchRule commands_decide_nothing_and_read_no_event = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.cli.command")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("dev\\.tidemark\\.schemas\\.event\\.(Job|Wave|Breakage|Bump)");

    @ArchTest
    static final ArchRule what_a_person_reads_knows_nothing_of_the_farm = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.cli.terminal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.cli.farm..", "dev.tidemark.schemas..", "org.apache.kafka..");
}
