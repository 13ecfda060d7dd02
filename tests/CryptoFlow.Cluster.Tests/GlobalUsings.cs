global using CryptoFlow.Market;
global using CryptoFlow.Membership;
