global using CryptoFlow.Market;
global using CryptoFlow.Web.Tests.Support;
