package dev.tidemark.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.graph", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule it_is_pure = classes()
            .that()
            .resideOutsideOfPackages("..graph.codec..", "..graph.component..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.graph..",
                    "dev.tidemark.schemas.identity",
                    "java.lang..",
                    "java.nio",
                    "java.nio.charset",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.zip",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule events_are_read_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("..graph.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event", "dev.tidemark.schemas.wire");

    @ArchTest
    static final ArchRule the_library_is_seen_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("..graph.component..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jgrapht..");
}
