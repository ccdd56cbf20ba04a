package dev.tidemark.cli.command;

import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.notifier.NotifierService;
import dev.tidemark.service.Service;
import picocli.CommandLine.Command;

/** One notifier. */
@Command(
        name = "notifier",
        mixinStandardHelpOptions = true,
        description = "Runs a notifier: judged jobs into breakages.",
        footer = {
            "",
            "Example:",
            "  tidemark notifier -Dfarm.brokers=127.0.0.1:9092",
            "",
            "Every key: notifier.conf in the module."
        })
final class NotifierCommand extends ServiceCommand {

    @Override
    Service service() {
        return NotifierService.of(config(NotifierConfig.class, "notifier.conf"));
    }
}
