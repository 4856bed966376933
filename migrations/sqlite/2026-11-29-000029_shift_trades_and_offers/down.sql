DROP TABLE shift_offer_acceptances;
DROP TABLE shift_offers;
DROP TABLE unavailable_times;
DROP TABLE shift_trades;
DROP TABLE shift_trade_settings;
