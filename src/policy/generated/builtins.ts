// Compiled from policies/*.mqttpolicy by scripts/build-policies.ts; do not edit.
import type { Policy } from '../model.js';

const mqtt: Policy = {
 "language": 1,
 "name": "mqtt",
 "title": "The MQTT standard alone",
 "sources": [
  {
   "title": "MQTT 3.1.1",
   "url": "http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html"
  },
  {
   "title": "MQTT 5.0",
   "url": "https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html"
  }
 ],
 "hosts": [],
 "dated": "2026-11-23",
 "removes": [],
 "sections": [
  {
   "section": "connect",
   "line": 7,
   "otherwise": {
    "do": "close",
    "line": 10
   },
   "source": {
    "title": "MQTT 3.1.1"
   },
   "lines": [
    {
     "check": [
      "protocol"
     ],
     "test": {
      "in": [
       "3.1",
       "3.1.1",
       "5"
      ]
     },
     "line": 9,
     "otherwise": {
      "do": "refuse",
      "code": 1,
      "line": 9
     },
     "source": {
      "title": "MQTT-3.1.2-2"
     }
    }
   ]
  },
  {
   "section": "every publish",
   "line": 12,
   "otherwise": {
    "do": "close",
    "line": 15
   },
   "source": {
    "title": "MQTT 3.1.1"
   },
   "lines": [
    {
     "check": [
      "dup"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "when": {
      "field": "qos",
      "test": {
       "in": [
        0
       ]
      }
     },
     "line": 14,
     "source": {
      "title": "MQTT-3.3.1-2"
     }
    }
   ]
  },
  {
   "section": "every subscribe",
   "line": 17,
   "otherwise": {
    "do": "close",
    "line": 20
   },
   "source": {
    "title": "MQTT 5.0"
   },
   "lines": [
    {
     "check": [
      "shared"
     ],
     "test": {
      "shape": {
       "text": "[^/+#]{1,65535}",
       "kind": "level",
       "level": {
        "alternatives": [
         [
          {
           "ranges": [
            [
             1,
             34
            ],
            [
             36,
             42
            ],
            [
             44,
             46
            ],
            [
             48,
             55295
            ],
            [
             57344,
             1114111
            ]
           ],
           "min": 1,
           "max": 65535
          }
         ]
        ]
       }
      }
     },
     "line": 19,
     "about": "The name of a share group holds no wildcard",
     "source": {
      "title": "MQTT-4.8.2-2"
     }
    }
   ]
  },
  {
   "section": "every packet",
   "line": 22,
   "otherwise": {
    "do": "close",
    "line": 25
   },
   "source": {
    "title": "MQTT 3.1.1"
   },
   "lines": [
    {
     "check": [
      "connack",
      "suback",
      "unsuback",
      "pingresp"
     ],
     "test": {
      "is": "none"
     },
     "line": 24,
     "about": "Only a server sends these"
    }
   ]
  },
  {
   "section": "topics",
   "line": 27,
   "about": "Any topic; those that begin with $ are the server's own, and a wildcard at the beginning never reaches them",
   "source": {
    "title": "MQTT-4.7.2-1"
   },
   "filters": "within",
   "lines": [
    {
     "name": "server",
     "shape": {
      "text": "$[^/+#]{0,65535}",
      "kind": "level",
      "level": {
       "alternatives": [
        [
         {
          "ranges": [
           [
            36,
            36
           ]
          ],
          "min": 1,
          "max": 1
         },
         {
          "ranges": [
           [
            1,
            34
           ],
           [
            36,
            42
           ],
           [
            44,
            46
           ],
           [
            48,
            55295
           ],
           [
            57344,
            1114111
           ]
          ],
          "min": 0,
          "max": 65535
         }
        ]
       ]
      }
     },
     "line": 31,
     "about": "$SYS and its like"
    },
    {
     "verbs": [
      "publish",
      "subscribe"
     ],
     "topics": [
      {
       "text": "#",
       "levels": [
        {
         "kind": "multi"
        }
       ]
      }
     ],
     "checks": [],
     "line": 33
    },
    {
     "verbs": [
      "publish",
      "subscribe"
     ],
     "topics": [
      {
       "text": "{server}/#",
       "levels": [
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "server"
          }
         ]
        },
        {
         "kind": "multi"
        }
       ]
      }
     ],
     "checks": [],
     "line": 34
    }
   ]
  }
 ]
};

const onenet: Policy = {
 "language": 1,
 "name": "onenet",
 "title": "OneNET MQTT IoT Suite",
 "sources": [
  {
   "title": "Protocol page",
   "url": "https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html"
  },
  {
   "title": "Device manual",
   "url": "https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html"
  },
  {
   "title": "Token",
   "url": "https://onenet.hk.chinamobile.com/suben/doc/multiprotocol/book/manual/auth/token.html"
  },
  {
   "title": "Registration",
   "url": "https://open.iot.10086.cn/doc/mqtt/book/application-develop/list/registDevice.html"
  },
  {
   "title": "Data points",
   "url": "https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/dp-topics.html"
  },
  {
   "title": "Commands",
   "url": "https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/cmd-topics.html"
  },
  {
   "title": "Device image",
   "url": "https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/image-topics.html"
  },
  {
   "title": "Platform design",
   "url": "https://github.com/warrlon/warrlon"
  },
  {
   "title": "MQTT 3.1.1",
   "url": "http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html"
  }
 ],
 "hosts": [
  "mqtts.heclouds.com:1883",
  "mqttstls.heclouds.com:8883",
  "47.244.72.233:1883",
  "47.244.72.233:8883"
 ],
 "dated": "2026-11-23",
 "removes": [],
 "sections": [
  {
   "section": "identity",
   "line": 15,
   "otherwise": {
    "do": "refuse",
    "code": 4,
    "line": 24
   },
   "source": {
    "title": "Device manual"
   },
   "lines": [
    {
     "bind": "client-id",
     "to": {
      "text": "{device-name}",
      "levels": [
       {
        "kind": "pieces",
        "pieces": [
         {
          "kind": "name",
          "name": "device-name"
         }
        ]
       }
      ]
     },
     "line": 17
    },
    {
     "bind": "username",
     "to": {
      "text": "{pid}",
      "levels": [
       {
        "kind": "pieces",
        "pieces": [
         {
          "kind": "name",
          "name": "pid"
         }
        ]
       }
      ]
     },
     "line": 18
    },
    {
     "bind": "password",
     "to": {
      "text": "{token}",
      "levels": [
       {
        "kind": "pieces",
        "pieces": [
         {
          "kind": "name",
          "name": "token"
         }
        ]
       }
      ]
     },
     "line": 19
    },
    {
     "name": "device-name",
     "shape": {
      "text": "[A-Za-z0-9_-]{1,64}",
      "kind": "level",
      "level": {
       "alternatives": [
        [
         {
          "ranges": [
           [
            45,
            45
           ],
           [
            48,
            57
           ],
           [
            65,
            90
           ],
           [
            95,
            95
           ],
           [
            97,
            122
           ]
          ],
          "min": 1,
          "max": 64
         }
        ]
       ]
      }
     },
     "line": 21,
     "about": "The device's name, not its numeric id",
     "source": {
      "title": "Registration"
     }
    },
    {
     "name": "pid",
     "shape": {
      "text": "[A-Za-z0-9]{1,32}",
      "kind": "level",
      "level": {
       "alternatives": [
        [
         {
          "ranges": [
           [
            48,
            57
           ],
           [
            65,
            90
           ],
           [
            97,
            122
           ]
          ],
          "min": 1,
          "max": 32
         }
        ]
       ]
      }
     },
     "line": 22,
     "about": "The product id",
     "source": {
      "title": "Platform design"
     }
    },
    {
     "name": "token",
     "shape": {
      "text": "bag of version=2018-10-31, res=products/{pid}/devices/{device-name}, et=expiry, method={md5|sha1|sha256}, sign=[A-Za-z0-9+/=]{24,44}",
      "kind": "bag",
      "items": [
       {
        "key": "version",
        "is": [
         {
          "kind": "template",
          "template": {
           "text": "2018-10-31",
           "levels": [
            {
             "kind": "literal",
             "text": "2018-10-31"
            }
           ]
          }
         }
        ]
       },
       {
        "key": "res",
        "is": [
         {
          "kind": "template",
          "template": {
           "text": "products/{pid}/devices/{device-name}",
           "levels": [
            {
             "kind": "literal",
             "text": "products"
            },
            {
             "kind": "pieces",
             "pieces": [
              {
               "kind": "name",
               "name": "pid"
              }
             ]
            },
            {
             "kind": "literal",
             "text": "devices"
            },
            {
             "kind": "pieces",
             "pieces": [
              {
               "kind": "name",
               "name": "device-name"
              }
             ]
            }
           ]
          }
         }
        ]
       },
       {
        "key": "et",
        "is": [
         {
          "kind": "shape",
          "shape": {
           "text": "expiry",
           "kind": "expiry"
          }
         }
        ]
       },
       {
        "key": "method",
        "is": [
         {
          "kind": "template",
          "template": {
           "text": "{md5|sha1|sha256}",
           "levels": [
            {
             "kind": "pieces",
             "pieces": [
              {
               "kind": "alternatives",
               "texts": [
                "md5",
                "sha1",
                "sha256"
               ]
              }
             ]
            }
           ]
          }
         }
        ]
       },
       {
        "key": "sign",
        "is": [
         {
          "kind": "shape",
          "shape": {
           "text": "[A-Za-z0-9+/=]{24,44}",
           "kind": "level",
           "level": {
            "alternatives": [
             [
              {
               "ranges": [
                [
                 43,
                 43
                ],
                [
                 47,
                 57
                ],
                [
                 61,
                 61
                ],
                [
                 65,
                 90
                ],
                [
                 97,
                 122
                ]
               ],
               "min": 24,
               "max": 44
              }
             ]
            ]
           }
          }
         }
        ]
       }
      ]
     },
     "line": 23,
     "source": {
      "title": "Token"
     }
    }
   ]
  },
  {
   "section": "connect",
   "line": 26,
   "otherwise": {
    "do": "close",
    "line": 34
   },
   "source": {
    "title": "Protocol page"
   },
   "lines": [
    {
     "check": [
      "protocol"
     ],
     "test": {
      "in": [
       "3.1.1"
      ]
     },
     "line": 28,
     "otherwise": {
      "do": "refuse",
      "code": 1,
      "line": 28
     }
    },
    {
     "check": [
      "clean-session"
     ],
     "test": {
      "in": [
       1
      ]
     },
     "line": 29
    },
    {
     "check": [
      "will"
     ],
     "test": {
      "is": "none"
     },
     "line": 30
    },
    {
     "check": [
      "will.qos"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "line": 31
    },
    {
     "check": [
      "will.retain"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "line": 32
    },
    {
     "check": [
      "keep-alive"
     ],
     "test": {
      "from": 10,
      "to": 1800,
      "unit": "s"
     },
     "line": 33,
     "source": {
      "title": "Device manual"
     }
    }
   ]
  },
  {
   "section": "every publish",
   "line": 36,
   "otherwise": {
    "do": "close",
    "line": 45
   },
   "source": {
    "title": "Protocol page"
   },
   "lines": [
    {
     "check": [
      "qos"
     ],
     "test": {
      "from": 0,
      "to": 1
     },
     "line": 38
    },
    {
     "check": [
      "retain"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "line": 39
    },
    {
     "check": [
      "dup"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "when": {
      "field": "qos",
      "test": {
       "in": [
        0
       ]
      }
     },
     "line": 40,
     "source": {
      "title": "MQTT 3.1.1"
     }
    },
    {
     "check": [
      "topic"
     ],
     "test": {
      "to": 8,
      "unit": "levels"
     },
     "line": 41,
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "topic"
     ],
     "test": {
      "to": 512,
      "unit": "B"
     },
     "line": 42,
     "about": "The limit is documented for filters only",
     "otherwise": {
      "do": "warn",
      "line": 42
     },
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "level"
     ],
     "test": {
      "shape": {
       "text": "[A-Za-z0-9_$-]{0,512}",
       "kind": "level",
       "level": {
        "alternatives": [
         [
          {
           "ranges": [
            [
             36,
             36
            ],
            [
             45,
             45
            ],
            [
             48,
             57
            ],
            [
             65,
             90
            ],
            [
             95,
             95
            ],
            [
             97,
             122
            ]
           ],
           "min": 0,
           "max": 512
          }
         ]
        ]
       }
      }
     },
     "line": 43,
     "about": "Letters, digits, _, - and $",
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "payload"
     ],
     "test": {
      "to": 256,
      "unit": "KB"
     },
     "line": 44,
     "source": {
      "title": "Platform design"
     }
    }
   ]
  },
  {
   "section": "every subscribe",
   "line": 47,
   "otherwise": {
    "do": "refuse",
    "code": 128,
    "line": 55
   },
   "source": {
    "title": "Protocol page"
   },
   "lines": [
    {
     "check": [
      "qos"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "line": 49,
     "otherwise": {
      "do": "downgrade",
      "line": 49
     }
    },
    {
     "check": [
      "filter-count"
     ],
     "test": {
      "to": 8
     },
     "line": 50,
     "otherwise": {
      "do": "close",
      "line": 50
     },
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "filter"
     ],
     "test": {
      "to": 8,
      "unit": "levels"
     },
     "line": 51,
     "otherwise": {
      "do": "close",
      "line": 51
     },
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "filter"
     ],
     "test": {
      "to": 512,
      "unit": "B"
     },
     "line": 52,
     "otherwise": {
      "do": "close",
      "line": 52
     },
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "level"
     ],
     "test": {
      "shape": {
       "text": "[A-Za-z0-9_$-]{0,512}",
       "kind": "level",
       "level": {
        "alternatives": [
         [
          {
           "ranges": [
            [
             36,
             36
            ],
            [
             45,
             45
            ],
            [
             48,
             57
            ],
            [
             65,
             90
            ],
            [
             95,
             95
            ],
            [
             97,
             122
            ]
           ],
           "min": 0,
           "max": 512
          }
         ]
        ]
       }
      }
     },
     "line": 53,
     "about": "Letters, digits, _, - and $",
     "otherwise": {
      "do": "close",
      "line": 53
     },
     "source": {
      "title": "Platform design"
     }
    },
    {
     "check": [
      "shared"
     ],
     "test": {
      "is": "none"
     },
     "line": 54
    }
   ]
  },
  {
   "section": "every unsubscribe",
   "line": 57,
   "otherwise": {
    "do": "close",
    "line": 63
   },
   "source": {
    "title": "Platform design"
   },
   "lines": [
    {
     "check": [
      "filter-count"
     ],
     "test": {
      "to": 8
     },
     "line": 59
    },
    {
     "check": [
      "filter"
     ],
     "test": {
      "to": 8,
      "unit": "levels"
     },
     "line": 60
    },
    {
     "check": [
      "filter"
     ],
     "test": {
      "to": 512,
      "unit": "B"
     },
     "line": 61
    },
    {
     "check": [
      "level"
     ],
     "test": {
      "shape": {
       "text": "[A-Za-z0-9_$-]{0,512}",
       "kind": "level",
       "level": {
        "alternatives": [
         [
          {
           "ranges": [
            [
             36,
             36
            ],
            [
             45,
             45
            ],
            [
             48,
             57
            ],
            [
             65,
             90
            ],
            [
             95,
             95
            ],
            [
             97,
             122
            ]
           ],
           "min": 0,
           "max": 512
          }
         ]
        ]
       }
      }
     },
     "line": 62,
     "about": "Letters, digits, _, - and $"
    }
   ]
  },
  {
   "section": "every receive",
   "line": 65,
   "source": {
    "title": "Protocol page"
   },
   "lines": [
    {
     "check": [
      "qos"
     ],
     "test": {
      "in": [
       0
      ]
     },
     "line": 67,
     "otherwise": {
      "do": "downgrade",
      "line": 67
     }
    }
   ]
  },
  {
   "section": "every session",
   "line": 69,
   "otherwise": {
    "do": "close",
    "line": 78
   },
   "source": {
    "title": "Platform design"
   },
   "lines": [
    {
     "check": [
      "subscriptions"
     ],
     "test": {
      "to": 15
     },
     "line": 71,
     "otherwise": {
      "do": "refuse",
      "code": 128,
      "line": 71
     }
    },
    {
     "check": [
      "publishes"
     ],
     "test": {
      "to": 300,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "when": {
      "field": "qos",
      "test": {
       "in": [
        0
       ]
      }
     },
     "line": 72
    },
    {
     "check": [
      "publishes"
     ],
     "test": {
      "to": 100,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "when": {
      "field": "qos",
      "test": {
       "in": [
        1
       ]
      }
     },
     "line": 73
    },
    {
     "check": [
      "subscribes"
     ],
     "test": {
      "to": 15,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "line": 74
    },
    {
     "check": [
      "unsubscribes"
     ],
     "test": {
      "to": 10,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "line": 75
    },
    {
     "check": [
      "pings"
     ],
     "test": {
      "to": 10,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "line": 76
    },
    {
     "check": [
      "connects"
     ],
     "test": {
      "to": 10,
      "per": {
       "every": 5,
       "unit": "s"
      }
     },
     "line": 77
    }
   ]
  },
  {
   "section": "every packet",
   "line": 80,
   "otherwise": {
    "do": "close",
    "line": 84
   },
   "source": {
    "title": "Protocol page"
   },
   "lines": [
    {
     "check": [
      "pubrec",
      "pubrel",
      "pubcomp"
     ],
     "test": {
      "is": "none"
     },
     "line": 82
    },
    {
     "check": [
      "connack",
      "suback",
      "unsuback",
      "pingresp"
     ],
     "test": {
      "is": "none"
     },
     "line": 83,
     "about": "Only a server sends these",
     "source": {
      "title": "Platform design"
     }
    }
   ]
  },
  {
   "section": "topics",
   "line": 86,
   "about": "Every topic of a device; there are no others",
   "source": {
    "title": "Protocol page"
   },
   "under": [
    {
     "text": "$sys/{pid}/{device-name}",
     "levels": [
      {
       "kind": "literal",
       "text": "$sys"
      },
      {
       "kind": "pieces",
       "pieces": [
        {
         "kind": "name",
         "name": "pid"
        }
       ]
      },
      {
       "kind": "pieces",
       "pieces": [
        {
         "kind": "name",
         "name": "device-name"
        }
       ]
      }
     ]
    }
   ],
   "filters": "overlap",
   "lines": [
    {
     "name": "cmdid",
     "shape": {
      "text": "[A-Za-z0-9_-]{1,64}",
      "kind": "level",
      "level": {
       "alternatives": [
        [
         {
          "ranges": [
           [
            45,
            45
           ],
           [
            48,
            57
           ],
           [
            65,
            90
           ],
           [
            95,
            95
           ],
           [
            97,
            122
           ]
          ],
          "min": 1,
          "max": 64
         }
        ]
       ]
      }
     },
     "line": 91,
     "about": "Made by the platform, a UUID today; copy it into the answer",
     "source": {
      "title": "Commands"
     }
    },
    {
     "verbs": [
      "publish"
     ],
     "topics": [
      {
       "text": "dp/post/json",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        }
       ]
      }
     ],
     "checks": [],
     "reply": [
      {
       "text": "dp/post/json/{accepted|rejected}",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "alternatives",
           "texts": [
            "accepted",
            "rejected"
           ]
          }
         ]
        }
       ]
      }
     ],
     "line": 94,
     "about": "Upload data points",
     "source": {
      "title": "Data points"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "dp/post/json/accepted",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        },
        {
         "kind": "literal",
         "text": "accepted"
        }
       ]
      }
     ],
     "checks": [],
     "line": 96,
     "about": "The upload was taken",
     "source": {
      "title": "Data points"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "dp/post/json/rejected",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        },
        {
         "kind": "literal",
         "text": "rejected"
        }
       ]
      }
     ],
     "checks": [],
     "line": 97,
     "about": "The upload was refused",
     "source": {
      "title": "Data points"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "cmd/request/{cmdid}",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "request"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        }
       ]
      }
     ],
     "checks": [],
     "reply": [
      {
       "text": "cmd/response/{cmdid}",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "response"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        }
       ]
      }
     ],
     "line": 100,
     "about": "A command for the device",
     "source": {
      "title": "Commands"
     }
    },
    {
     "verbs": [
      "publish"
     ],
     "topics": [
      {
       "text": "cmd/response/{cmdid}",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "response"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        }
       ]
      }
     ],
     "checks": [
      {
       "field": "payload",
       "test": {
        "below": 1,
        "unit": "KB"
       }
      }
     ],
     "reply": [
      {
       "text": "cmd/response/{cmdid}/{accepted|rejected}",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "response"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "alternatives",
           "texts": [
            "accepted",
            "rejected"
           ]
          }
         ]
        }
       ]
      }
     ],
     "line": 102,
     "about": "The device's answer",
     "source": {
      "title": "Commands"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "cmd/response/{cmdid}/accepted",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "response"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        },
        {
         "kind": "literal",
         "text": "accepted"
        }
       ]
      }
     ],
     "checks": [],
     "line": 104,
     "about": "The answer was taken",
     "source": {
      "title": "Commands"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "cmd/response/{cmdid}/rejected",
       "levels": [
        {
         "kind": "literal",
         "text": "cmd"
        },
        {
         "kind": "literal",
         "text": "response"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "cmdid"
          }
         ]
        },
        {
         "kind": "literal",
         "text": "rejected"
        }
       ]
      }
     ],
     "checks": [],
     "line": 105,
     "about": "The answer was refused",
     "source": {
      "title": "Commands"
     }
    },
    {
     "verbs": [
      "publish"
     ],
     "topics": [
      {
       "text": "image/update",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "update"
        }
       ]
      }
     ],
     "checks": [],
     "reply": [
      {
       "text": "image/update/{accepted|rejected}",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "update"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "alternatives",
           "texts": [
            "accepted",
            "rejected"
           ]
          }
         ]
        }
       ]
      }
     ],
     "line": 108,
     "about": "Write desired or reported state",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "image/update/accepted",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "update"
        },
        {
         "kind": "literal",
         "text": "accepted"
        }
       ]
      }
     ],
     "checks": [],
     "line": 110,
     "about": "The update was taken",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "image/update/rejected",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "update"
        },
        {
         "kind": "literal",
         "text": "rejected"
        }
       ]
      }
     ],
     "checks": [],
     "line": 111,
     "about": "The update was refused",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "image/update/delta",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "update"
        },
        {
         "kind": "literal",
         "text": "delta"
        }
       ]
      }
     ],
     "checks": [],
     "line": 112,
     "about": "Desired and reported state differ",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "publish"
     ],
     "topics": [
      {
       "text": "image/get",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "get"
        }
       ]
      }
     ],
     "checks": [
      {
       "field": "payload",
       "test": {
        "from": 0,
        "to": 0,
        "unit": "B"
       }
      }
     ],
     "reply": [
      {
       "text": "image/get/{accepted|rejected}",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "get"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "alternatives",
           "texts": [
            "accepted",
            "rejected"
           ]
          }
         ]
        }
       ]
      }
     ],
     "line": 113,
     "about": "Ask for the image",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "image/get/accepted",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "get"
        },
        {
         "kind": "literal",
         "text": "accepted"
        }
       ]
      }
     ],
     "checks": [],
     "line": 115,
     "about": "The image",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "image/get/rejected",
       "levels": [
        {
         "kind": "literal",
         "text": "image"
        },
        {
         "kind": "literal",
         "text": "get"
        },
        {
         "kind": "literal",
         "text": "rejected"
        }
       ]
      }
     ],
     "checks": [],
     "line": 116,
     "about": "The image could not be read",
     "source": {
      "title": "Device image"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "dp/post/json/accepted/+",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        },
        {
         "kind": "literal",
         "text": "accepted"
        },
        {
         "kind": "single"
        }
       ]
      }
     ],
     "checks": [],
     "use": {
      "text": "cmd/request/+",
      "levels": [
       {
        "kind": "literal",
        "text": "cmd"
       },
       {
        "kind": "literal",
        "text": "request"
       },
       {
        "kind": "single"
       }
      ]
     },
     "line": 119,
     "about": "Printed as: all command messages",
     "note": "Nothing is published below dp/post/json/accepted.",
     "source": {
      "title": "Protocol page"
     }
    },
    {
     "verbs": [
      "subscribe"
     ],
     "topics": [
      {
       "text": "dp/post/json/rejected/+/+",
       "levels": [
        {
         "kind": "literal",
         "text": "dp"
        },
        {
         "kind": "literal",
         "text": "post"
        },
        {
         "kind": "literal",
         "text": "json"
        },
        {
         "kind": "literal",
         "text": "rejected"
        },
        {
         "kind": "single"
        },
        {
         "kind": "single"
        }
       ]
      }
     ],
     "checks": [],
     "use": {
      "text": "cmd/response/+/+",
      "levels": [
       {
        "kind": "literal",
        "text": "cmd"
       },
       {
        "kind": "literal",
        "text": "response"
       },
       {
        "kind": "single"
       },
       {
        "kind": "single"
       }
      ]
     },
     "line": 122,
     "about": "Printed as: all command responses",
     "note": "Nothing is published below dp/post/json/rejected.",
     "source": {
      "title": "Protocol page"
     }
    }
   ],
   "filtersAbout": "cmd/# is fine: it covers something below",
   "wildcards": {
    "fromLevel": 4,
    "line": 89
   }
  },
  {
   "section": "assert",
   "line": 126,
   "lines": [
    {
     "assert": "isolated",
     "names": [
      "pid",
      "device-name"
     ],
     "line": 127
    },
    {
     "assert": "always",
     "verb": "subscribe",
     "topics": [
      {
       "text": "$sys/{pid}/{device-name}/#",
       "levels": [
        {
         "kind": "literal",
         "text": "$sys"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "pid"
          }
         ]
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "device-name"
          }
         ]
        },
        {
         "kind": "multi"
        }
       ]
      }
     ],
     "line": 128
    },
    {
     "assert": "never",
     "verb": "subscribe",
     "topics": [
      {
       "text": "$sys/{pid}/#",
       "levels": [
        {
         "kind": "literal",
         "text": "$sys"
        },
        {
         "kind": "pieces",
         "pieces": [
          {
           "kind": "name",
           "name": "pid"
          }
         ]
        },
        {
         "kind": "multi"
        }
       ]
      }
     ],
     "line": 129
    }
   ]
  }
 ]
};

export const builtins: readonly Policy[] = [mqtt, onenet];
