package dev.tidemark.intake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.intake", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule what_to_write_is_decided_without_kafka = noClasses()
            .that()
            .haveSimpleName("ImportPlan")
            .or()
            .haveSimpleName("SetGraph")
            .or()
            .haveSimpleName("GraphDraft")
            .or()
            .haveSimpleName("DraftedEdges")
            .or()
            .haveSimpleNameEndingWith("Reader")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule bytes_are_made_by_the_contract_alone =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.confluent..");

    @ArchTest
    static final ArchRule only_publishers_write = noClasses()
            .that()
            .haveNameNotMatching(".*Publisher(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("KafkaProducer");
}
