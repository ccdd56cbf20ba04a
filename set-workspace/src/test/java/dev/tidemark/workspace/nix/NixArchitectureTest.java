package dev.tidemark.workspace.nix;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.workspace.nix", importOptions = ImportOption.DoNotIncludeTests.class)
class NixArchitectureTest {

    @ArchTest
    static final ArchRule sets_are_read_without_kafka =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule one_class_starts_processes = noClasses()
            .that()
            .doNotHaveSimpleName("NixProgram")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);
}
