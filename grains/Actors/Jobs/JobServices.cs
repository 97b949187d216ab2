using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Backups;
using SystemConnector.Grains.Imports;

namespace SystemConnector.Grains.Jobs;

/// <summary>Registers jobs and everything that they do.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobSignal>()
        .AddSingleton<JobStore>()
        .AddSingleton<IJobs>(static provider => provider.GetRequiredService<JobStore>())
        .AddSingleton<LocalNumberWriter>()
        .AddSingleton<LocalNumberImport>()
        .AddSingleton<SiteImport>()
        .AddSingleton<ConnectorImport>()
        .AddSingleton<DecisionImport>()
        .AddSingleton<ImportService>()
        .AddSingleton<IImports>(static provider => provider.GetRequiredService<ImportService>())
        .AddSingleton<IExports, ExportService>()
        .AddSingleton<BackupReader>()
        .AddSingleton<RestoreWriter>()
        .AddSingleton<IBackups, BackupService>()
        .AddSingleton<IJobWork>(static provider => new ImportWork(JobKind.ImportLocalNumbers, provider.GetRequiredService<ImportService>(), (run, _) => provider.GetRequiredService<LocalNumberWriter>().Settle(run)))
        .AddSingleton<IJobWork>(static provider => new ImportWork(JobKind.ImportConnectors, provider.GetRequiredService<ImportService>()))
        .AddSingleton<IJobWork>(static provider => new ImportWork(JobKind.ImportSites, provider.GetRequiredService<ImportService>()))
        .AddSingleton<IJobWork>(static provider => new ImportWork(JobKind.ImportDecisions, provider.GetRequiredService<ImportService>()))
        .AddSingleton<IJobWork, DeleteLocalNumbersWork>()
        .AddSingleton<IJobWork, RestoreWork>()
        .AddHostedService<JobKeeper>();
}
