DROP TABLE shift_trades;
DROP TABLE shift_trade_settings;
