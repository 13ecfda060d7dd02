global using CryptoFlow.Market;
