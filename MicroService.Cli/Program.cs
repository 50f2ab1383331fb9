using MicroService.Cli;
using MicroService.Cli.Auditing;
using MicroService.Cli.Catalog;
using MicroService.Cli.Completion;
using MicroService.Cli.Fixing;
using MicroService.Cli.Publishing;
using MicroService.Cli.RightSizing;
using MicroService.Cli.Scanning;

return await CommandLine.InvokeAsync(
    args,
    AuditCommand.Create(),
    FixCommand.Create(),
    ScanCommand.Create(),
    RightSizeCommand.Create(),
    RulesCommand.Create(),
    PublishCommand.Create(),
    CompletionCommand.Create());
