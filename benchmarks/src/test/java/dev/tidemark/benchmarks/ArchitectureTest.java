package dev.tidemark.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tidemark.benchmarks.report.Benchmark;

@AnalyzeClasses(packages = "dev.tidemark.benchmarks", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_shape_of_a_report_knows_nothing_of_what_is_measured = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.benchmarks.report")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.HdrHistogram..")
            .orShould()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of another part of Tidemark",
                    type -> type.getPackageName().startsWith("dev.tidemark")
                            && !type.getPackageName().equals("dev.tidemark.benchmarks.report")));

    @ArchTest
    static final ArchRule only_the_committed_bounds_are_read_from_a_file = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.benchmarks.report")
            .and()
            .doNotHaveSimpleName("Bounds")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file..");

    @ArchTest
    static final ArchRule a_benchmark_is_called_one =
            classes().that().implement(Benchmark.class).should().haveSimpleNameEndingWith("Benchmark");

    @ArchTest
    static final ArchRule nothing_sleeps_but_what_waits_for_another_process = noClasses()
            .that()
            .resideOutsideOfPackages("..benchmarks.farm..", "..benchmarks.agent..", "..benchmarks.idle..")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "sleeps", call -> call.getTarget().getName().equals("sleep")));
}
