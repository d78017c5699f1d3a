"""Currencies by their codes in ISO 4217, and by what they are called in Chinese."""

from __future__ import annotations

import unicodedata

_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
_CALLED = {
    "人民币": "CNY",
    "元": "CNY",
    "RMB": "CNY",
    "港元": "HKD",
    "港币": "HKD",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
}


def read_currency(text: str | None) -> str | None:
    """Return the code of a currency; raise ValueError when there is none of this code or name."""
    if text is None:
        return None
    value = unicodedata.normalize("NFKC", text).strip().upper()
    code = _CALLED.get(value, value)
    if code not in _CODES.split():
        raise ValueError("is no currency; write its code in ISO 4217, as CNY")
    return code
