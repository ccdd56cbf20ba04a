package dev.tidemark.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.service", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule it_knows_no_event = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event..", "dev.tidemark.schemas.store..");

    @ArchTest
    static final ArchRule it_knows_no_service = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.planner..", "dev.tidemark.agent..", "dev.tidemark.notifier..");
}
