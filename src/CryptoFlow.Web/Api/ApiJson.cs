using System.Text.Json.Serialization;
using CryptoFlow.Import;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Api.Backtests;
using CryptoFlow.Web.Api.Candles;
using CryptoFlow.Web.Api.Funding;
using CryptoFlow.Web.Api.Gaps;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Api.Import;
using CryptoFlow.Web.Api.Indicators;
using CryptoFlow.Web.Api.Operation;
using CryptoFlow.Web.Api.Paper;
using CryptoFlow.Web.Api.Retention;
using CryptoFlow.Web.Api.Revisions;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Api.Storage;
using CryptoFlow.Web.Backtests;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api;

/// <summary>JSON settings of the API: camelCase names, source-generated, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(CandlesDocument))]
[JsonSerializable(typeof(SymbolsAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProbeAnswer))]
[JsonSerializable(typeof(CheckpointAnswer))]
[JsonSerializable(typeof(GapsAnswer))]
[JsonSerializable(typeof(RevisionsAnswer))]
[JsonSerializable(typeof(FundingAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(RetentionAnswer))]
[JsonSerializable(typeof(RemovedAnswer))]
[JsonSerializable(typeof(BackfillAnswer))]
[JsonSerializable(typeof(BackfillStarted))]
[JsonSerializable(typeof(BackfillEnded))]
[JsonSerializable(typeof(BackfillRequest))]
[JsonSerializable(typeof(SeriesListAnswer))]
[JsonSerializable(typeof(SeriesAddedAnswer))]
[JsonSerializable(typeof(SeriesRemovedAnswer))]
[JsonSerializable(typeof(SeriesBody))]
[JsonSerializable(typeof(ImportPage))]
[JsonSerializable(typeof(StoredCounts))]
[JsonSerializable(typeof(BacktestAnswer))]
[JsonSerializable(typeof(BacktestBody))]
[JsonSerializable(typeof(BacktestStarted))]
[JsonSerializable(typeof(BacktestDocument))]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(AlertsAnswer))]
[JsonSerializable(typeof(RootAnswer))]
[JsonSerializable(typeof(PaperStatus))]
[JsonSerializable(typeof(PaperSignals))]
[JsonSerializable(typeof(PaperTrades))]
[JsonSerializable(typeof(PaperEquity))]
[JsonSerializable(typeof(IndicatorsAnswer))]
[JsonSerializable(typeof(LockWaitsByHourAnswer))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
