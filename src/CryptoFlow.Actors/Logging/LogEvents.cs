using CryptoFlow.Storage;

namespace CryptoFlow.Logging;

/// <summary>
/// The event ids of the log; docs/architecture.md, Log events, lists their areas. An id never changes its meaning, because operators filter by it.
/// </summary>
internal static class LogEvents
{
    public const int WriterOpened = 1001;
    public const int WriterClosed = 1002;
    public const int WriterFailing = 1003;
    public const int WriterRecovered = 1004;
    public const int WriterStopsTheSystem = 1005;
    public const int WriterDefect = 1006;
    public const int Checkpointed = 1007;
    public const int WriteRefused = 1008;
    public const int MovedFileIncomplete = 1009;
    public const int CandlesRemoved = 1010;
    public const int RetentionFailed = 1011;

    public const int ReadersOpened = 1101;
    public const int ReaderFailed = 1102;
    public const int ReaderDefect = 1103;

    public const int CollectorStarted = 2001;
    public const int SymbolNotTraded = 2002;
    public const int ExchangeFailing = 2003;
    public const int ExchangeRecovered = 2004;
    public const int RequestFailed = 2005;
    public const int BackfillPlanned = 2010;
    public const int BackfillEnded = 2011;
    public const int Synced = 2012;
    public const int RowsRejected = 2013;
    public const int CollectorDefect = 2014;
    public const int RevisionsFound = 2015;
    public const int SeriesRefused = 2016;
    public const int SymbolsTraded = 2017;
    public const int CollectorPaused = 2018;
    public const int CollectorResumed = 2019;
    public const int CollectorHandedOver = 2020;
    public const int BudgetTaken = 2021;
    public const int BudgetNotAnswered = 2022;
    public const int BudgetNotStored = 2023;
    public const int BudgetTakenByAnother = 2024;
    public const int StreamConnected = 2030;
    public const int StreamLost = 2031;
    public const int StreamPhaseChanged = 2032;
    public const int StreamRefused = 2033;
    public const int FundingFailing = 2040;
    public const int FundingRowsRejected = 2041;
    public const int FundingHistoryRead = 2042;

    public const int HealthWorsened = 4001;
    public const int HealthRestored = 4002;
    public const int ProbeFailed = 4003;
    public const int QueryCut = 4004;
    public const int AlertRaised = 4010;
    public const int AlertCleared = 4011;
    public const int WebhookFailing = 4012;

    public const int TraderPhaseChanged = 5001;
    public const int TraderBeginsAgain = 5002;
    public const int TraderDiffers = 5003;
    public const int TraderDefect = 5004;

    public const int BackupProved = 8001;
    public const int BackupFailed = 8002;
    public const int BackupDefect = 8003;

    public const int AddressLost = 6001;
}
