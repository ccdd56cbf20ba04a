package dev.tidemark.cli.command;

import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.service.Service;
import picocli.CommandLine.Command;

/** One planner. */
@Command(
        name = "planner",
        mixinStandardHelpOptions = true,
        description = "Runs a planner: bumps into waves into build requests.",
        footer = {
            "",
            "Example:",
            "  tidemark planner -Dfarm.brokers=127.0.0.1:9092",
            "",
            "Every key: planner.conf in the module."
        })
final class PlannerCommand extends ServiceCommand {

    @Override
    Service service() {
        return PlannerService.of(config(PlannerConfig.class, "planner.conf"));
    }
}
